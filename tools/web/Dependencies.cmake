# What Debian has no WebAssembly of, compiled of its source packages: ENERGY_OPT_WEB_SOURCES is the folder that
# scripts/build-web.sh unpacks them in. Only what our libraries link is compiled.
set(ENERGY_OPT_WEB_SOURCES "" CACHE PATH "Folder with llvm/, protobuf/, fmt/ and messages/: sources for the page in the browser")
set(web ${ENERGY_OPT_WEB_SOURCES})
if(NOT EXISTS ${web}/messages/onnx/onnx-ml.pb.cc)
  message(FATAL_ERROR "no sources in '${web}': scripts/build-web.sh fetches them")
endif()

# LLVM's Support, without threads, signals, zlib and terminals.
set(LLVM_INCLUDE_DIRS ${web}/llvm/llvm/include ${CMAKE_BINARY_DIR}/llvm)
file(STRINGS ${web}/llvm/llvm/CMakeLists.txt versions REGEX "set\\(LLVM_VERSION_(MAJOR|MINOR|PATCH)")
foreach(line ${versions})
  string(REGEX MATCH "(MAJOR|MINOR|PATCH) +([0-9]+)" found "${line}")
  set(LLVM_VERSION_${CMAKE_MATCH_1} ${CMAKE_MATCH_2})
endforeach()
set(PACKAGE_VERSION ${LLVM_VERSION_MAJOR}.${LLVM_VERSION_MINOR}.${LLVM_VERSION_PATCH})
set(PACKAGE_NAME LLVM)
set(RETSIGTYPE void)
set(LLVM_ON_UNIX 1)
set(LLVM_DEFAULT_TARGET_TRIPLE wasm32-unknown-emscripten)
set(LLVM_HOST_TRIPLE wasm32-unknown-emscripten)
foreach(known DLADDR DLFCN_H ERRNO_H FCNTL_H FENV_H GETPAGESIZE ISATTY PREAD SETENV STRERROR STRERROR_R SYSCONF SYS_IOCTL_H SYS_MMAN_H SYS_PARAM_H
              SYS_RESOURCE_H SYS_STAT_H SYS_TIME_H SYS_TYPES_H SYSEXITS_H TERMIOS_H UNISTD_H SIGNAL_H GETRUSAGE FUTIMENS STRUCT_STAT_ST_MTIM_TV_NSEC)
  set(HAVE_${known} 1)
endforeach()
foreach(header config llvm-config abi-breaking)
  configure_file(${web}/llvm/llvm/include/llvm/Config/${header}.h.cmake ${CMAKE_BINARY_DIR}/llvm/llvm/Config/${header}.h)
endforeach()
set(support ABIBreak APFloat APInt ARMTargetParser CommandLine ConvertUTF ConvertUTFWrapper CrashRecoveryContext Debug DebugCounter Errno
    Error ErrorHandling FoldingSet FormatVariadic GraphWriter Hashing Host MD5 ManagedStatic MemAlloc MemoryBuffer NativeFormatting Path Process
    Program RandomNumberGenerator SHA256 Signals Signposts SmallPtrSet SmallVector SourceMgr Statistic StringExtras StringMap StringRef StringSaver
    ThreadLocal Threading Timer Triple Twine TypeSize Unicode VersionTuple VirtualFileSystem WithColor YAMLParser raw_ostream xxhash)
list(TRANSFORM support REPLACE "(.+)" "${web}/llvm/llvm/lib/Support/\\1.cpp")
add_library(LLVMSupport STATIC ${support})
target_include_directories(LLVMSupport SYSTEM PRIVATE ${LLVM_INCLUDE_DIRS})
target_compile_options(LLVMSupport PRIVATE -w)

# Protobuf: messages as Debian's libprotobuf has them.
file(STRINGS ${web}/protobuf/cmake/libprotobuf-lite.cmake lite REGEX "\\.cc$")
file(STRINGS ${web}/protobuf/cmake/libprotobuf.cmake full REGEX "\\.cc$")
list(TRANSFORM lite REPLACE " *.*_SOURCE_DIR}" "${web}/protobuf" OUTPUT_VARIABLE lite)
list(TRANSFORM full REPLACE " *.*_SOURCE_DIR}" "${web}/protobuf" OUTPUT_VARIABLE full)
list(FILTER full EXCLUDE REGEX "/(util|compiler)/|gzip_stream")
add_library(protobuf STATIC ${lite} ${full})
target_include_directories(protobuf SYSTEM PUBLIC ${web}/protobuf/src)
target_compile_options(protobuf PRIVATE -w)
add_library(protobuf::libprotobuf ALIAS protobuf)

# ONNX's message classes: lib/onnx/static says where they are from.
add_library(onnx_proto STATIC ${web}/messages/onnx/onnx-ml.pb.cc)
target_include_directories(onnx_proto SYSTEM PUBLIC ${web}/messages)
target_compile_definitions(onnx_proto PUBLIC ONNX_NAMESPACE=onnx ONNX_ML=1 PRIVATE ONNX_API=)
target_compile_options(onnx_proto PRIVATE -w)
target_link_libraries(onnx_proto PUBLIC protobuf)

# Boost is headers alone; /usr/include itself holds those of another machine.
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/boost)
file(CREATE_LINK /usr/include/boost ${CMAKE_BINARY_DIR}/boost/boost SYMBOLIC)

add_library(fmt STATIC ${web}/fmt/src/format.cc)
target_include_directories(fmt SYSTEM PUBLIC ${web}/fmt/include ${CMAKE_BINARY_DIR}/boost)
add_library(fmt::fmt INTERFACE IMPORTED GLOBAL)
target_link_libraries(fmt::fmt INTERFACE fmt)
