using PeftWorkbook.Models;
using PeftWorkbook.Models.Generation;
using PeftWorkbook.Text;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests.Models;

/// <summary>Text that is streamed, and stop strings in it.</summary>
public sealed class StreamTextTests
{
    private static readonly TextTokenizer s_tokenizer = TinyTokenizers.ByteLevel();
    private static readonly GenerationOptions s_drawn = new() { MaxNewTokens = 60, Sample = true, Seed = 4, EndTokens = [256] };

    [Fact]
    public async Task Pieces_are_the_text_of_the_tokens()
    {
        using var model = Model();
        long[] prompt = [.. s_tokenizer.Encode("go").Ids];
        var ids = TextGeneration.Stream(model, prompt, s_drawn, TestContext.Current.CancellationToken).Select(i => (int)i);
        var text = s_tokenizer.Decode(ids, skipSpecialTokens: true);
        Assert.True(text.Length > 10);
        Assert.Equal(text, string.Concat(await Collect(model, s_drawn)));
    }

    [Fact]
    public async Task A_stop_string_ends_the_text_before_it()
    {
        using var model = Model();
        var text = string.Concat(await Collect(model, s_drawn));
        for (var length = 1; length <= 3; length++)
        {
            var stop = text.Substring(text.Length / 2, length);
            var pieces = await Collect(model, s_drawn with { StopStrings = ["not in it", stop] });
            Assert.Equal(text[..text.IndexOf(stop, StringComparison.Ordinal)], string.Concat(pieces));
        }
    }

    [Theory]
    [InlineData("one two three", "two", "one ")]
    [InlineData("aaab", "aab", "a")]
    [InlineData("abababac", "abac", "abab")]
    [InlineData("no stop in it sto", "stop!", "no stop in it sto")]
    [InlineData("xyz", "x", "")]
    [InlineData("left", "", "left")]
    public void Stop_strings_are_found_however_the_text_is_cut(string text, string stop, string expected)
    {
        for (var cuts = 0; cuts < 1 << (text.Length - 1); cuts++)
        {
            var stops = new StopStrings([stop, "absent"]);
            var (given, piece) = ("", "");
            for (var i = 0; i < text.Length; i++)
            {
                piece += text[i];
                if ((cuts >> i & 1) == 1 || i == text.Length - 1)
                {
                    given += stops.Add(piece);
                    piece = "";
                    Assert.StartsWith(given, expected, StringComparison.Ordinal);
                }
            }

            Assert.Equal(expected, given + stops.Flush());
            Assert.Equal(expected != text, stops.HasStopped);
        }
    }

    [Fact]
    public async Task A_stream_that_is_left_frees_its_tensors()
    {
        using var model = Model();
        await Collect(model, s_drawn);
        var before = LiveTensors.Settled();
        for (var i = 0; i < 5; i++)
        {
            var endless = s_drawn with { MaxNewTokens = 100_000, EndTokens = [], UseCache = i % 2 == 0 };
            await foreach (var _ in Stream(model, endless, TestContext.Current.CancellationToken))
            {
                break;
            }

            Assert.True(Tensor.TotalCount <= before, $"{Tensor.TotalCount - before} tensors are left");
        }
    }

    [Fact]
    public async Task A_stream_that_is_cancelled_ends_and_frees_its_tensors()
    {
        using var model = Model();
        await Collect(model, s_drawn);
        var before = LiveTensors.Settled();
        using var cancellation = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in Stream(model, s_drawn with { MaxNewTokens = 100_000, EndTokens = [] }, cancellation.Token))
            {
                await cancellation.CancelAsync();
            }
        });
        Assert.True(Tensor.TotalCount <= before);
    }

    [Fact]
    public async Task A_fault_of_the_model_reaches_the_reader()
    {
        using var model = Model();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Collect(model, s_drawn with { TopP = 7 }));
    }

    /// <summary>A random model over the byte tokenizer's vocabulary.</summary>
    internal static PretrainedModel Model(long seed = 1) => PretrainedModel.FromConfig(ModelConfig.Parse(
        TinyModels.LlamaJson.Replace("\"vocab_size\": 40", "\"vocab_size\": 257", StringComparison.Ordinal))).Initialize(seed);

    private static IAsyncEnumerable<string> Stream(PretrainedModel model, GenerationOptions options, CancellationToken cancellation) =>
        TextGeneration.StreamText(model, s_tokenizer, "go", options, cancellation);

    private static async Task<List<string>> Collect(PretrainedModel model, GenerationOptions options)
    {
        List<string> pieces = [];
        await foreach (var piece in Stream(model, options, TestContext.Current.CancellationToken))
        {
            pieces.Add(piece);
        }

        return pieces;
    }
}
