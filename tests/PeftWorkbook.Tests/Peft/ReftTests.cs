using PeftWorkbook.Models;
using PeftWorkbook.Models.Generation;
using PeftWorkbook.Peft;
using PeftWorkbook.Peft.Reparameterized;
using TorchSharp;
using TorchSharp.Modules;
using static PeftWorkbook.Tests.TinyModels;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests.Peft;

/// <summary>Which positions ReFT edits, and what its rows are.</summary>
public sealed class ReftTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(24)]
    public void Rows_stay_orthonormal_whatever_the_numbers_are(int rank)
    {
        using var generator = new Generator(3);
        var rows = new OrthonormalProjection(rank, 24, hasBase: false, generator);
        Assert.True(Distance(rows.Rows().mm(rows.Rows().t()), eye(rank)) < 1e-5);
        using (no_grad())
        {
            Numbers(rows).mul_(0.9).add_(randn([rank, 24], generator: generator) * 0.3);
        }

        Assert.True(Distance(rows.Rows().mm(rows.Rows().t()), eye(rank)) < 1e-5);
    }

    [Fact]
    public void Weight_decay_does_not_take_the_rows_away()
    {
        using var generator = new Generator(4);
        var rows = new OrthonormalProjection(2, 24, hasBase: false, generator);
        var before = rows.Rows().detach().clone();
        using var optimizer = optim.AdamW(rows.parameters(), lr: 1e-3, weight_decay: 0.5);
        for (var step = 0; step < 3; step++)
        {
            optimizer.zero_grad();
            (rows.Rows() * 0).sum().backward();
            optimizer.step();
        }

        Assert.True(Distance(before, rows.Rows()) < 1e-2);
        Assert.True(Numbers(rows).diagonal().abs().max().ToDouble() < 1);
    }

    [Fact]
    public void Only_the_first_and_last_positions_of_the_text_are_edited()
    {
        // With one block nothing mixes positions behind the edit.
        var model = PretrainedModel.FromConfig(ModelConfig.Parse(LlamaJson).With(("num_hidden_layers", 1))).Initialize(1);
        var mask = tensor(new long[] { 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0 }, [2, 9]);
        var input = new ModelInput(arange(1, 19, ScalarType.Int64).view(2, 9)) { AttentionMask = mask };
        var before = Logits(model, input);
        using var peft = PeftModel.Wrap(model, new ReftConfig { Rank = 2, PrefixPositions = 2, SuffixPositions = 1 });
        var moved = (Logits(peft, input) - before).abs().amax(2).gt(1e-6);
        var expected = tensor(new long[] { 0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 0, 0, 0 }, [2, 9]).to_type(ScalarType.Bool);
        Assert.True(moved.eq(expected).all().ToBoolean(), $"{moved}");
    }

    [Fact]
    public void Last_positions_count_where_the_two_meet()
    {
        var first = new ReftConfig { Rank = 2, PrefixPositions = 9 };
        var both = first with { SuffixPositions = 9 };
        var input = new ModelInput(arange(1, 10, ScalarType.Int64).unsqueeze(0));
        using var one = PeftModel.Wrap(Llama(), first with { TiesPlaces = true });
        using var tied = PeftModel.Wrap(Llama(), both with { TiesPlaces = true });
        using var apart = PeftModel.Wrap(Llama(), both);
        Assert.True(Distance(Logits(one, input), Logits(tied, input)) < 1e-5);
        Assert.True(Distance(Logits(one, input), Logits(apart, input)) > 1e-3);
    }

    [Fact]
    public void Taking_the_projection_off_is_what_parts_NoReFT_from_DiReFT()
    {
        var input = Batch();
        using var no = PeftModel.Wrap(Bert(), ReftConfig.NoReft(2));
        using var di = PeftModel.Wrap(Bert(), ReftConfig.DiReft(2));
        Assert.True(Distance(Logits(no, input), Logits(di, input)) > 1e-4);
        Assert.Equal(no.TrainableParameters().Trainable, di.TrainableParameters().Trainable);
    }

    [Fact]
    public void A_text_from_a_cache_is_edited_as_the_whole_one_is()
    {
        using var peft = PeftModel.Wrap(Llama(), new ReftConfig { Rank = 2, PrefixPositions = 5 });
        var ids = arange(1, 9, ScalarType.Int64).unsqueeze(0);
        var whole = Logits(peft, new ModelInput(ids));
        var cache = new KeyValueCache(capacity: 16);
        var parts = new[] { (0, 3), (3, 1), (4, 1), (5, 3) }.Select(
            p => Logits(peft, new ModelInput(ids.narrow(1, p.Item1, p.Item2)) { Cache = cache })).ToList();
        Assert.True(Distance(whole, cat(parts, 1)) < 1e-4);
    }

    [Fact]
    public void An_encoder_decoder_is_edited_on_both_sides()
    {
        var target = tensor(new long[] { 0, 5, 6 }, [1, 3]);
        var input = new ModelInput(arange(2, 9, ScalarType.Int64).unsqueeze(0)) { DecoderInputIds = target };
        var before = Logits(LanguageModel("t5"), input);
        using var encoder = PeftModel.Wrap(LanguageModel("t5"), new ReftConfig { Blocks = [0, 1] });
        using var decoder = PeftModel.Wrap(LanguageModel("t5"), new ReftConfig { Blocks = [2, 3], SuffixPositions = 1 });
        Assert.True(Distance(before, Logits(encoder, input)) > 1e-4);
        Assert.True(Distance(before, Logits(decoder, input)) > 1e-4);
        Assert.Contains(decoder.NamedTrainable(), p => p.Name.StartsWith("base_model.model.decoder.block.0.", StringComparison.Ordinal));
    }

    [Fact]
    public void States_are_dropped_in_training_alone()
    {
        var config = new ReftConfig { Rank = 2, Dropout = 0.5 };
        using var dropping = PeftModel.Wrap(Llama(), config);
        using var plain = PeftModel.Wrap(Llama(), config with { Dropout = 0 });
        var input = new ModelInput(arange(1, 9, ScalarType.Int64).unsqueeze(0));
        Assert.Equal(0, Distance(Logits(plain, input), Logits(dropping, input)));
        dropping.train();
        Assert.True(Distance(Logits(plain, input), Logits(dropping, input)) > 1e-3);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Assert.Throws<ArgumentException>(() => PeftModel.Wrap(Bert(), new ReftConfig { Rank = 25 }));
        Assert.Throws<ArgumentException>(() => PeftModel.Wrap(Bert(), new ReftConfig { Blocks = [2] }));
        Assert.Throws<ArgumentException>(() => PeftModel.Wrap(Bert(), new ReftConfig { PrefixPositions = 0 }));
    }

    private static Parameter Numbers(OrthonormalProjection rows) => rows.parameters().Single();
}
