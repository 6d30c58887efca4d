//===- WireReader.h - protobuf's wire format, field by field -----------------------------------===//
#ifndef ENERGY_OPT_LIB_ONNX_WIREREADER_H
#define ENERGY_OPT_LIB_ONNX_WIREREADER_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Endian.h"
#include <cstdint>
#include <optional>

namespace eo {

/// Wire types of protobuf's encoding.
enum class WireType : uint8_t {
  Varint = 0,
  Fixed64 = 1,
  Length = 2,
  StartGroup = 3,
  EndGroup = 4,
  Fixed32 = 5
};

/// Field number and wire type in front of every field.
struct WireTag {
  uint32_t field = 0;
  WireType type = WireType::Varint;
};

/// Bytes of a tag and a length, or of a tag and a number: ten each at most.
constexpr size_t longestFieldHead = 20;

/// The number at the beginning of the bytes.
template <typename T> T littleEndian(llvm::StringRef bytes) {
  return llvm::support::endian::read<T, llvm::support::little, llvm::support::unaligned>(bytes.data());
}

/// Reads from `position` on and never past the end. A read that fails (bytes missing, a varint of more
/// than ten bytes, field number 0, unknown wire type) returns nullopt.
struct WireReader {
  llvm::StringRef bytes;
  size_t position = 0;

  std::optional<uint64_t> varint() {
    if (position < bytes.size() && static_cast<unsigned char>(bytes[position]) < 0x80) // nearly all there is
      return static_cast<unsigned char>(bytes[position++]);
    return longVarint();
  }

  /// Of any length.
  std::optional<uint64_t> longVarint() {
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 70 && position < bytes.size(); shift += 7) {
      auto byte = static_cast<unsigned char>(bytes[position++]);
      value |= shift < 64 ? uint64_t{byte & 0x7FU} << shift : 0;
      if (byte < 0x80)
        return value;
    }
    return std::nullopt;
  }

  std::optional<WireTag> tag() {
    std::optional<uint64_t> value = varint();
    if (!value || *value >> 3 == 0 || *value > UINT32_MAX || (*value & 7) > 5)
      return std::nullopt;
    return WireTag{static_cast<uint32_t>(*value >> 3), static_cast<WireType>(*value & 7)};
  }

  /// How many bytes the content of a field of this type takes from `position` on; a length prefix is
  /// consumed. May exceed what is left. nullopt for groups, which ONNX has none of.
  std::optional<uint64_t> contentSize(WireType type) {
    switch (type) {
    case WireType::Varint: {
      WireReader ahead = *this;
      return ahead.varint() ? std::optional<uint64_t>(ahead.position - position) : std::nullopt;
    }
    case WireType::Fixed64:
      return 8;
    case WireType::Fixed32:
      return 4;
    case WireType::Length:
      return varint();
    case WireType::StartGroup:
    case WireType::EndGroup:
      return std::nullopt;
    }
    return std::nullopt;
  }
};

} // namespace eo

#endif
