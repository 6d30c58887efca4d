//===- OtherRulesTest.cpp - constants, recurrent, attention, signal, text, sequences ---------------===//

#include "tests/passes/shape/RuleCase.h"

using namespace eo::test;

namespace {

RuleCase const constants[] = {
    {"Tensor", 17, "float[1] x", "y = Constant <value = float[2,3] {1.0,2.0,3.0,4.0,5.0,6.0}> ()",
     "y float32[2x3]"},
    {"Number", 17, "float[1] x", "y = Constant <value_int = 3> ()", "y int64[scalar]"},
    {"Floats", 17, "float[1] x", "y = Constant <value_floats = [1.0,2.0]> ()", "y float32[2]"},
    {"Strings", 17, "float[1] x", "y = Constant <value_strings = [\"a\",\"b\"]> ()", "y string[2]"},
    {"ConstantOfShape", 17, "float[N,4] x", "s = Shape (x)\n y = ConstantOfShape (s)", "y float32[Nx4]"},
    {"ConstantOfShapeTakesTypeOfValue", 17, "float[1] x",
     "s = Constant <value_ints = [2,3]> ()\n y = ConstantOfShape <value = int64[1] {7}> (s)", "y int64[2x3]"},
    {"ConstantOfEmptyShape", 17, "float[1] x",
     "s = Constant <value = int64[0] {}> ()\n y = ConstantOfShape (s)", "y float32[scalar]"},
    {"EyeLike", 17, "float[3,4] x", "y = EyeLike <dtype = 6> (x)", "y int32[3x4]"},
    {"Shape", 17, "float[N,3] x", "y = Shape (x)", "y int64[2]"},
    {"ShapeOfSomeAxes", 17, "float[2,3,4] x", "y = Shape <start = -2, end = 10> (x)", "y int64[2]"},
    {"Size", 17, "float[N,3] x", "y = Size (x)", "y int64[scalar]"},
    {"RandomUniform", 17, "float[1] x", "y = RandomUniform <shape = [2,3], dtype = 11> ()", "y float64[2x3]"},
    {"Multinomial", 17, "float[N,10] x", "y = Multinomial <sample_size = 5> (x)", "y int32[Nx5]"},
};
SHAPE_RULES(Constants, constants);

RuleCase const recurrent[] = {
    {"Lstm", 17, "float[100,1,64] x, float[1,256,64] w, float[1,256,64] r",
     "y, h, c = LSTM <hidden_size = 64> (x, w, r)",
     "y float32[100x1x1x64]; h float32[1x1x64]; c float32[1x1x64]"},
    {"LstmOfTwoDirections", 17, "float[T,N,64] x, float[2,128,64] w, float[2,128,32] r",
     "y, h = LSTM <hidden_size = 32, direction = \"bidirectional\"> (x, w, r)",
     "y float32[Tx2xNx32]; h float32[2xNx32]"},
    {"GruBatchFirst", 17, "float[N,T,64] x, float[1,96,64] w, float[1,96,32] r",
     "y, h = GRU <hidden_size = 32, layout = 1> (x, w, r)", "y float32[NxTx1x32]; h float32[Nx1x32]"},
    {"RnnWithoutHiddenSize", 17, "float[T,N,8] x, float[1,4,8] w, float[1,4,4] r", "y, h = RNN (x, w, r)",
     "y float32[Tx1xNx4]; h float32[1xNx4]"},
};
SHAPE_RULES(Recurrent, recurrent);

RuleCase const attention[] = {
    {"FourDimensions", 23, "float[2,8,10,64] q, float[2,8,12,64] k, float[2,8,12,32] v",
     "y = Attention (q, k, v)", "y float32[2x8x10x32]"},
    {"ThreeDimensions", 23, "float[N,S,512] q, float[N,T,512] k, float[N,T,256] v",
     "y = Attention <q_num_heads = 8, kv_num_heads = 8> (q, k, v)", "y float32[NxSx256]"},
    {"PastMakesPresentLonger", 23,
     "float[2,8,1,64] q, float[2,2,1,64] k, float[2,2,1,64] v, float[2,2,P,64] pk, float[2,2,P,64] pv",
     "y, nk, nv, qk = Attention (q, k, v, , pk, pv)",
     "y float32[2x8x1x64]; nk float32[2x2x(P + 1)x64]; nv float32[2x2x(P + 1)x64]; qk float32[2x8x1x(P + "
     "1)]"},
};
SHAPE_RULES(Attention, attention);

RuleCase const signal[] = {
    {"Window", 17, "float[1] x", "n = Constant <value_int = 10> ()\n y = HannWindow (n)", "y float32[10]"},
    {"WindowType", 17, "float[1] x",
     "n = Constant <value_int = 10> ()\n y = HammingWindow <output_datatype = 11> (n)", "y float64[10]"},
    {"Dft", 17, "float[1,10,1] x", "y = DFT (x)", "y float32[1x10x2]"},
    {"DftOnesided", 17, "float[1,10,1] x", "y = DFT <onesided = 1> (x)", "y float32[1x6x2]"},
    {"DftLengthAndAxisByInput", 20, "float[1,10,12,1] x",
     "n = Constant <value_int = 16> ()\n a = Constant <value_int = 2> ()\n y = DFT (x, n, a)",
     "y float32[1x10x16x2]"},
    {"Stft", 17, "float[1,128,1] x, float[16] w", // (128 - 16)/8 + 1 frames, 16/2 + 1 bins
     "n = Constant <value_int = 8> ()\n y = STFT (x, n, w)", "y float32[1x15x9x2]"},
    {"MelWeightMatrix", 17, "float[1] x, int64 r, float l, float h",
     "m = Constant <value_int = 8> ()\n n = Constant <value_int = 16> ()\n y = MelWeightMatrix (m, n, r, l, "
     "h)",
     "y float32[9x8]"},
};
SHAPE_RULES(Signal, signal);

RuleCase const sequences[] = {
    {"ElementByPosition", 17, "float[2,3] a, float[4,5] b",
     "s = SequenceConstruct (a, b)\n p = Constant <value_int = -1> ()\n y = SequenceAt (s, p)",
     "s sequence(float32[?x?]); y float32[4x5]"},
    {"ElementByUnknownPosition", 17, "float[2,3] a, float[4,3] b, int64 p",
     "s = SequenceConstruct (a, b)\n y = SequenceAt (s, p)", "y float32[?x3]"},
    {"InsertAndErase", 17, "float[2,3] a, float[4,3] b",
     "e = SequenceEmpty ()\n s = SequenceInsert (e, a)\n t = SequenceInsert (s, b)\n p = Constant <value_int "
     "= 0> ()\n"
     "u = SequenceErase (t, p)\n y = SequenceAt (u, p)",
     "y float32[4x3]"},
    {"ConcatFromSequence", 17, "float[2,3] a, float[4,3] b",
     "s = SequenceConstruct (a, b)\n y = ConcatFromSequence <axis = 0> (s)", "y float32[6x3]"},
    {"StackFromSequence", 17, "float[2,3] a, float[2,3] b",
     "s = SequenceConstruct (a, b)\n y = ConcatFromSequence <axis = -1, new_axis = 1> (s)",
     "y float32[2x3x2]"},
    {"SplitToOnes", 17, "float[3,4] x",
     "s = SplitToSequence <axis = 0, keepdims = 0> (x)\n p = Constant <value_int = 2> ()\n y = SequenceAt "
     "(s, p)",
     "y float32[4]"},
    {"SplitToChunks", 17, "float[7,4] x",
     "c = Constant <value_int = 3> ()\n s = SplitToSequence (x, c)\n p = Constant <value_int = 2> ()\n"
     "y = SequenceAt (s, p)\n n = SequenceLength (s)\n z = ConstantOfShape (n)",
     "y float32[1x4]"},
    {"Optional", 17, "float[2,3] x",
     "o = Optional (x)\n h = OptionalHasElement (o)\n y = OptionalGetElement (o)",
     "o optional(float32[2x3]); h bool[scalar]; y float32[2x3]"},
};
SHAPE_RULES(Sequence, sequences);

RuleCase const text[] = {
    {"Normalizer", 17, "string[3] x", "y = StringNormalizer (x)", "y string[3]"},
    {"NormalizerWithStopWords", 17, "string[3] x", "y = StringNormalizer <stopwords = [\"a\"]> (x)",
     "y string[?]"},
    {"TfIdf", 17, "int32[N,12] x",
     "y = TfIdfVectorizer <ngram_indexes = [0,1,6], ngram_counts = [0,1], max_gram_length = 2, "
     "max_skip_count = 0, "
     "min_gram_length = 1, mode = \"TF\"> (x)",
     "y float32[Nx7]"},
    {"ImageDecoder", 20, "uint8[n] x", "y = ImageDecoder (x)", "y uint8[?x?x3]"},
    {"Split", 20, "string[4] x", "y, n = StringSplit (x)", "y string[4x?]; n int64[4]"},
    {"RegexFullMatch", 20, "string[4] x", "y = RegexFullMatch <pattern = \"a\"> (x)", "y bool[4]"},
};
SHAPE_RULES(Text, text);

RuleCase const violations[] = {
    {"RecurrentRank", 17, "float[T,8] x, float[1,4,8] w, float[1,4,4] r", "y, h = RNN (x, w, r)",
     "RNN: x has rank 2, expected 3"},
    {"RecurrentFeatures", 17, "float[T,1,9] x, float[1,4,8] w, float[1,4,4] r", "y, h = RNN (x, w, r)",
     "RNN: w takes 8 features but x has 9"},
    {"HiddenSize", 17, "float[T,1,8] x, float[1,4,8] w, float[1,4,4] r",
     "y, h = RNN <hidden_size = -4> (x, w, r)", "RNN: hidden_size is -4"},
    {"AttentionHeads", 23, "float[2,10,64] q, float[2,12,64] k, float[2,12,64] v",
     "y = Attention <q_num_heads = 7, kv_num_heads = 8> (q, k, v)",
     "Attention: width 64 of input 0 does not divide into 7 heads"},
    {"NegativeShape", 17, "float[1] x", "s = Constant <value_ints = [2,-3]> ()\n y = ConstantOfShape (s)",
     "ConstantOfShape: output 0 would have size -3 on axis 1"},
    {"FrameStep", 17, "float[1,128,1] x, float[16] w", "n = Constant <value_int = 0> ()\n y = STFT (x, n, w)",
     "STFT: frame_step is 0"},
};
BAD_NODES(Other, violations);

TEST(TrainingShapes, OptimizerGivesNewWeightsAndStates) {
  Analysed network(
      "<ir_version: 8, opset_import: [\"\" : 17, \"ai.onnx.preview.training\" : 1]>\n"
      "main (float r, int64 t, float[2] w1, float[3] w2, float[2] g1, float[3] g2, float[2] v1, "
      "float[3] v2, float[2] h1, float[3] h2) => (float[] n1, float[] n2, float[] a1, float[] a2, "
      "float[] b1, float[] b2) "
      "{ n1, n2, a1, a2, b1, b2 = ai.onnx.preview.training.Adam (r, t, w1, w2, g1, g2, v1, v2, h1, h2) }",
      leaveOpen(), "infer-shapes");
  EXPECT_EQ(typeText(network, "n2"), "float32[3]");
  EXPECT_EQ(typeText(network, "a1"), "float32[2]");
  EXPECT_EQ(typeText(network, "b2"), "float32[3]");
}

} // namespace
