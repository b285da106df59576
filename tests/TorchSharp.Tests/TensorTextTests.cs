using System.Globalization;
using Xunit;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

/// <summary>Tensors as text: the texts that TorchSharp's users know.</summary>
public class TensorTextTests
{
    private static readonly float[] Values =
        [0.0f, 3.141f, 6.2834f, 3.14152f, 6.28e-06f, -13.141529f, 0.01f, 4713.14f, 0.01f, 0, 0, 0, 0, 0, 0, 0];

    private static string Text(Tensor t, TensorStringStyle style) =>
        t.ToString(style, cultureInfo: CultureInfo.InvariantCulture, newLine: "\n");

    [Fact]
    public void Without_a_style_it_is_the_metadata() =>
        Assert.Equal("[2x2], type = Float32, device = cpu", zeros(2, 2).ToString());

    [Fact]
    public void Julia_aligns_columns() => Assert.Equal(
        "[2x4], type = Float32, device = cpu\n        0   3.141 6.2834 3.1415\n 6.28e-06 -13.142   0.01 4713.1\n",
        Text(tensor(Values[..8], [2, 4]), julia));

    [Fact]
    public void Julia_names_the_position_of_each_matrix() => Assert.Equal(
        "[2x2x4], type = Float32, device = cpu\n[0,..,..] =\n        0   3.141 6.2834 3.1415\n"
        + " 6.28e-06 -13.142   0.01 4713.1\n\n[1,..,..] =\n 0.01 0 0 0\n    0 0 0 0\n",
        Text(tensor(Values, [2, 2, 4]), julia));

    [Fact]
    public void Numpy_nests_brackets_and_leaves_the_middle_out()
    {
        Assert.Equal(
            "[[[0, 3.141, 6.2834, 3.1415]\n  [6.28e-06, -13.142, 0.01, 4713.1]]\n\n [[0.01, 0, 0, 0]\n  [0, 0, 0, 0]]]",
            Text(tensor(Values, [2, 2, 4]), numpy));
        Tensor odd = arange(7, 20007, 2, ScalarType.Float32).reshape(100, 100);
        Assert.Equal(
            "[[7, 9, 11, ... 201, 203, 205]\n [207, 209, 211, ... 401, 403, 405]\n [407, 409, 411, ... 601, 603, 605]\n ...\n"
            + " [19407, 19409, 19411, ... 19601, 19603, 19605]\n [19607, 19609, 19611, ... 19801, 19803, 19805]\n"
            + " [19807, 19809, 19811, ... 20001, 20003, 20005]]",
            Text(odd, numpy));
    }

    [Fact]
    public void CSharp_writes_an_array_expression()
    {
        Assert.Equal("[4], type = Float32, device = cpu, value = float [] {0f, 0f, 0f, 0f}", Text(zeros(4), csharp));
        Assert.Equal(
            "[100], type = Int32, device = cpu, value = int [] {1, 1, 1, ... 1, 1, 1}", Text(ones(100, ScalarType.Int32), csharp));
        Assert.Equal(
            "[2x4], type = Float32, device = cpu, value = \nfloat [,] {\n {0f, 0f, 0f, 0f},\n {0f, 0f, 0f, 0f}\n}",
            Text(zeros(2, 4), csharp));
        Assert.Equal(
            "[2x2x3], type = Int32, device = cpu, value = \nint [,,] {\n {{1, 1, 1},\n  {1, 1, 1}},\n {{1, 1, 1},\n  {1, 1, 1}}\n}",
            Text(ones(2, 2, 3, ScalarType.Int32), csharp));
    }

    [Fact]
    public void Complex_numbers_drop_the_part_that_is_zero() => Assert.Equal(
        "[0, 1+4.86i, 2+9.72i]", Text(tensor(new[] { (0f, 0f), (1f, 4.86f), (2f, 9.72f) }), numpy));
}
