//===- FreedMemory.h - what a network leaves, for the next one ----------------------------------------===//
#ifndef ENERGY_OPT_TOOLS_COMMON_FREEDMEMORY_H
#define ENERGY_OPT_TOOLS_COMMON_FREEDMEMORY_H

namespace eo {

/// Lets the process keep the memory of one network for the next. By itself glibc gives it back to the system behind each
/// and asks for it again, page by page: with networks of 200 nodes a tenth of the time. For the start of a tool's main;
/// a library leaves that to who uses it. With other C libraries nothing.
void keepFreedMemory();

/// Gives back what is free, also between what is in use, which the process would keep. Looks at all memory: for after what left
/// much, as reading a network of a hundred thousand nodes does.
void giveBackFreedMemory();

} // namespace eo

#endif
