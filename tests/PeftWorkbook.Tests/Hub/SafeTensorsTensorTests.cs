using PeftWorkbook.Hub;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests.Hub;

/// <summary>Tensors to files and back, on the engine.</summary>
public sealed class SafeTensorsTensorTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Int64)]
    [InlineData(ScalarType.Int32)]
    [InlineData(ScalarType.Int16)]
    [InlineData(ScalarType.Int8)]
    [InlineData(ScalarType.Byte)]
    [InlineData(ScalarType.Bool)]
    public void Every_dtype_comes_back(ScalarType dtype)
    {
        using var values = arange(12, dtype: ScalarType.Float32).view(3, 4).t().to_type(dtype);
        SafeTensors.Save(_path, new Dictionary<string, Tensor> { ["a"] = values });
        using var file = SafeTensorsFile.Open(_path);
        using var read = file.Read("a");
        Assert.Equal(dtype, read.dtype);
        Assert.Equal([4L, 3L], read.shape);
        using var same = read.to_type(ScalarType.Float64).eq(values.to_type(ScalarType.Float64)).all();
        Assert.True(same.item<bool>());
    }

    [Fact]
    public void A_tensor_outlives_its_file_and_writing_to_it_leaves_the_file_alone()
    {
        using var thousand = ones(1000);
        SafeTensors.Save(_path, new Dictionary<string, Tensor> { ["a"] = thousand });
        Tensor read;
        using (var file = SafeTensorsFile.Open(_path))
        {
            read = file.Read("a");
        }

        read.add_(1);
        Assert.Equal(2000, read.sum().item<float>());
        Assert.Equal(1000, SafeTensors.Load(_path)["a"].sum().item<float>());
        read.Dispose();
    }
}
