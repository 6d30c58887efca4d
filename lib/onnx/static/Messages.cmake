# energy_opt_onnx_messages: the message classes of libonnx_proto.so, compiled here (DumpDescriptor.cpp says why) and
# without their descriptions, which every start would have to register and nobody asks for.
set(folder ${CMAKE_CURRENT_BINARY_DIR}/messages)
add_executable(onnx-descriptor static/DumpDescriptor.cpp)
find_library(ENERGY_OPT_SHARED_PROTOBUF libprotobuf.so REQUIRED) # one copy, the one libonnx_proto.so uses
target_link_libraries(onnx-descriptor PRIVATE $<TARGET_FILE:onnx_proto> ${ENERGY_OPT_SHARED_PROTOBUF})
target_compile_definitions(onnx-descriptor PRIVATE $<TARGET_PROPERTY:onnx_proto,INTERFACE_COMPILE_DEFINITIONS>)
add_custom_command(OUTPUT ${folder}/onnx/onnx-ml.pb.cc ${folder}/onnx/onnx-ml.pb.h
  COMMAND ${CMAKE_COMMAND} -E make_directory ${folder}
  COMMAND onnx-descriptor ${folder}/onnx-ml.pb
  COMMAND protobuf::protoc --descriptor_set_in=${folder}/onnx-ml.pb --cpp_out=lite,dllexport_decl=ONNX_API:${folder} onnx/onnx-ml.proto
  DEPENDS onnx-descriptor VERBATIM)
add_library(energy_opt_onnx_messages STATIC ${folder}/onnx/onnx-ml.pb.cc)
target_compile_definitions(energy_opt_onnx_messages
  PUBLIC $<TARGET_PROPERTY:onnx_proto,INTERFACE_COMPILE_DEFINITIONS> PRIVATE ONNX_API=)
target_include_directories(energy_opt_onnx_messages SYSTEM BEFORE PUBLIC ${folder})
target_link_libraries(energy_opt_onnx_messages PUBLIC protobuf::libprotobuf-lite)
