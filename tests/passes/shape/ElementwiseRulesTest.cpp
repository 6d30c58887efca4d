#include "tests/passes/shape/RuleCase.h"

using namespace eo::test;

namespace {

RuleCase const elementwise[] = {
    {"Relu", 17, "float[N,3] x", "y = Relu (x)", "y float32[Nx3]"},
    {"OneBroadcasts", 17, "float[1,3] a, float[N,1] b", "y = Add (a, b)", "y float32[Nx3]"},
    {"ShorterOperandAlignsAtTheEnd", 17, "float[2,3,4] a, float[3,1] b", "y = Mul (a, b)",
     "y float32[2x3x4]"},
    {"ScalarOperand", 17, "float[2,3] a, float b", "y = Sub (a, b)", "y float32[2x3]"},
    {"SameSymbol", 17, "float[N,3] a, float[N,3] b", "y = Add (a, b)", "y float32[Nx3]"},
    {"NumberWinsOverSymbol", 17, "float[N,3] a, float[7,3] b", "y = Add (a, b)", "y float32[7x3]"},
    {"TwoSymbolsAreNotGuessed", 17, "float[N,3] a, float[M,3] b", "y = Add (a, b)", "y float32[?x3]"},
    {"EmptyAxis", 17, "float[1,3] b", "a = Constant <value = float[0,3] {}> ()\n y = Add (a, b)",
     "y float32[0x3]"},
    {"LegacyAxis", 6, "float[2,3,4,5] a, float[3,4] b", "y = Add <broadcast = 1, axis = 1> (a, b)",
     "y float32[2x3x4x5]"},
    {"ComparisonIsBool", 17, "float[2,3] a, float[3] b", "y = Less (a, b)", "y bool[2x3]"},
    {"IsNaN", 17, "float[2,3] a", "y = IsNaN (a)", "y bool[2x3]"},
    {"ManyOperands", 17, "float[2,1] a, float[3] b, float[1,1] c", "y = Max (a, b, c)", "y float32[2x3]"},
    {"WhereTakesTypeOfItsSides", 17, "bool[2,1] c, double[3] a, double b", "y = Where (c, a, b)",
     "y float64[2x3]"},
    {"Cast", 17, "float[2,3] x", "y = Cast <to = 7> (x)", "y int64[2x3]"},
    {"CastOne", 5, "float[2,3] x", "y = Cast <to = \"INT32\"> (x)", "y int32[2x3]"},
    {"CastLike", 17, "float[2,3] x, float16 t", "y = CastLike (x, t)", "y float16[2x3]"},
    {"DropoutMaskIsBool", 13, "float[2,3] x", "y, m = Dropout (x)", "y float32[2x3]; m bool[2x3]"},
    {"DropoutMaskHadTheDataType", 7, "float[2,3] x", "y, m = Dropout (x)", "y float32[2x3]; m float32[2x3]"},
    {"RandomNormalLike", 17, "float[2,3] x", "y = RandomNormalLike <dtype = 11> (x)", "y float64[2x3]"},
    {"PRelu", 17, "float[2,3] x, float[3] s", "y = PRelu (x, s)", "y float32[2x3]"},
    {"Softmax", 17, "float[2,S] x", "y = Softmax <axis = 0> (x)", "y float32[2xS]"},
};
SHAPE_RULES(Elementwise, elementwise);

RuleCase const normalization[] = {
    {"BatchNormalization", 17, "float[2,8,5,5] x, float[8] s, float[8] b, float[8] m, float[8] v",
     "y = BatchNormalization (x, s, b, m, v)", "y float32[2x8x5x5]"},
    {"BatchNormalizationTraining", 17, "float[2,8,5,5] x, float[8] s, float[8] b, float[8] m, float[8] v",
     "y, rm, rv = BatchNormalization <training_mode = 1> (x, s, b, m, v)",
     "y float32[2x8x5x5]; rm float32[8]; rv float32[8]"},
    {"BatchNormalizationFiveOutputs", 7, "float[2,8,5,5] x, float[8] s, float[8] b, float[8] m, float[8] v",
     "y, m1, v1, m2, v2 = BatchNormalization (x, s, b, m, v)",
     "y float32[2x8x5x5]; m1 float32[8]; v2 float32[8]"},
    {"LayerNormalization", 17, "float[2,3,4] x, float[4] s", "y, m, d = LayerNormalization (x, s)",
     "y float32[2x3x4]; m float32[2x3x1]; d float32[2x3x1]"},
    {"LayerNormalizationOverTwoAxes", 17, "float16[2,3,4] x, float16[3,4] s",
     "y, m = LayerNormalization <axis = 1> (x, s)", "y float16[2x3x4]; m float32[2x1x1]"},
    {"GroupNormalization", 21, "float[2,8,5] x, float[8] s, float[8] b",
     "y = GroupNormalization <num_groups = 4> (x, s, b)", "y float32[2x8x5]"},
    {"InstanceNormalization", 17, "float[2,8,5] x, float[8] s, float[8] b",
     "y = InstanceNormalization (x, s, b)", "y float32[2x8x5]"},
};
SHAPE_RULES(Normalization, normalization);

RuleCase const quantization[] = {
    {"QuantizeWithoutZeroPoint", 17, "float[2,3] x, float s", "y = QuantizeLinear (x, s)", "y uint8[2x3]"},
    {"QuantizeTakesTypeOfZeroPoint", 17, "float[2,3] x, float s, int8 z", "y = QuantizeLinear (x, s, z)",
     "y int8[2x3]"},
    {"QuantizeOutputType", 21, "float[2,3] x, float s", "y = QuantizeLinear <output_dtype = 3> (x, s)",
     "y int8[2x3]"},
    {"DequantizeTakesTypeOfScale", 19, "int8[2,3] x, float16 s", "y = DequantizeLinear (x, s)",
     "y float16[2x3]"},
    {"DynamicQuantize", 17, "float[2,3] x", "y, s, z = DynamicQuantizeLinear (x)",
     "y uint8[2x3]; s float32[scalar]; z uint8[scalar]"},
};
SHAPE_RULES(Quantization, quantization);

RuleCase const elementwiseViolations[] = {
    {"SizesDoNotBroadcast", 17, "float[2,3] a, float[2,4] b", "y = Add (a, b)",
     "Add: sizes 3 and 4 of axis 1 do not broadcast"},
    {"OneOperand", 17, "float[2,3] a", "y = Add (a)", "Add: input 1 is missing, needs 2"},
    {"CastToNothing", 17, "float[2,3] a", "y = Cast <to = 99> (a)",
     "Cast: attribute 'to' names no known type"},
    {"BatchNormalizationChannels", 17, "float[2,8,5,5] x, float[9] s, float[9] b, float[9] m, float[9] v",
     "y = BatchNormalization (x, s, b, m, v)", "BatchNormalization: scale has 9 channels but x has 8"},
    {"LayerNormalizationAxis", 17, "float[2,3] x, float[3] s", "y = LayerNormalization <axis = 2> (x, s)",
     "LayerNormalization: axis 2 is outside a tensor of rank 2"},
};
BAD_NODES(Elementwise, elementwiseViolations);

} // namespace
