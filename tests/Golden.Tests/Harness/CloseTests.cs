namespace Golden.Tests.Harness;

/// <summary>The measure itself must be able to fail.</summary>
public sealed class CloseTests
{
    private static readonly GoldenTensor s_recorded = new("x", "F32", [2, 2], [100, 1, 0, -3]);

    [Fact]
    public void Takes_what_is_within_the_bound_of_the_largest_value() =>
        Close.Check([100.0009, 1.0009, 0.0009, -3], s_recorded);

    [Fact]
    public void Names_the_worst_place_of_what_is_not()
    {
        var fault = Assert.Throws<GoldenException>(() => Close.Check([100, 1, 0.0011, -3], s_recorded));
        Assert.StartsWith("x[1, 0]: 0.0011, recorded 0", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Refuses_what_is_no_number(double value) =>
        Assert.Throws<GoldenException>(() => Close.Check([100, 1, 0, value], s_recorded));

    [Fact]
    public void Refuses_another_length() => Assert.Throws<GoldenException>(() => Close.Check([100, 1, 0], s_recorded));

    [Fact]
    public void Ids_must_be_the_same_to_the_last()
    {
        Close.Same([1, 2], [1, 2], "ids");
        Assert.Throws<GoldenException>(() => Close.Same([1, 2], [1, 2, 3], "ids"));
        Assert.Throws<GoldenException>(() => Close.Same([1, 4], [1, 2], "ids"));
    }
}
