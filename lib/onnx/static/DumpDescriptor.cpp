//===- DumpDescriptor.cpp - what libonnx_proto.so was generated from, for protoc -----------------===//
//
// Debian ships ONNX's message classes as a shared library only, and its onnx.proto lacks what the classes have. A
// statically linked tool compiles classes that protoc makes anew of the description within the library, so that they
// are those of the installed header.
//
#include <fstream>
#include <google/protobuf/descriptor.pb.h>
#include <onnx/onnx_pb.h>

int main(int argc, char **argv) {
  if (argc != 2)
    return 2;
  google::protobuf::FileDescriptorSet files;
  onnx::ModelProto::descriptor()->file()->CopyTo(files.add_file());
  std::ofstream output(argv[1], std::ios::binary);
  return files.SerializeToOstream(&output) ? 0 : 1;
}
