using Microsoft.Extensions.AI;
using PeftWorkbook.Models;
using PeftWorkbook.Models.Clients;
using PeftWorkbook.Models.Generation;
using PeftWorkbook.Text;
using TorchSharp;

namespace PeftWorkbook.Tests.Models.Clients;

public sealed class ChatClientTests : IDisposable
{
    private readonly PretrainedModel _model = PretrainedModel.FromConfig(ModelConfig.Parse(TinyModels.LlamaJson
        .Replace("\"vocab_size\": 40", "\"vocab_size\": 257", StringComparison.Ordinal)
        .Replace("\"max_position_embeddings\": 64", "\"max_position_embeddings\": 200", StringComparison.Ordinal))).Initialize(1);

    private readonly TextTokenizer _tokenizer = TinyTokenizers.ByteLevel();
    private readonly ChatOptions _drawn = new() { Temperature = 1, MaxOutputTokens = 40, Seed = 5 };

    public void Dispose() => _model.Dispose();

    [Fact]
    public async Task SmolLm_knows_the_capital_of_France()
    {
        var folder = TestHub.Model("HuggingFaceTB/SmolLM2-135M-Instruct-GGUF");
        using var client = ChatClient.FromPretrained(folder);
        List<ChatResponseUpdate> updates = [];
        await foreach (var update in client.GetStreamingResponseAsync(
            "What is the capital of France?", new() { MaxOutputTokens = 24 }, TestContext.Current.CancellationToken))
        {
            updates.Add(update);
        }

        Assert.Contains("Paris", string.Concat(updates.Select(u => u.Text)), StringComparison.Ordinal);
        Assert.True(updates.Count(u => u.Text.Length > 0) > 3, "the answer comes in pieces");
        Assert.Equal(ChatFinishReason.Stop, updates[^1].FinishReason);
        var usage = updates[^1].Contents.OfType<UsageContent>().Single().Details;
        Assert.InRange(usage.OutputTokenCount!.Value, 5, 24);
        Assert.True(usage.InputTokenCount > 10);
    }

    [Fact]
    public async Task A_response_is_its_stream_and_counts_its_tokens()
    {
        using var client = new ChatClient(_model, _tokenizer);
        ChatMessage[] chat = [new(ChatRole.User, "hi")];
        var response = await client.GetResponseAsync(chat, _drawn, TestContext.Current.CancellationToken);
        var text = "";
        await foreach (var update in client.GetStreamingResponseAsync(chat, _drawn, TestContext.Current.CancellationToken))
        {
            text += update.Text;
        }

        Assert.Equal(text, response.Text);
        Assert.Equal(ChatRole.Assistant, response.Messages.Single().Role);
        Assert.Equal("[user]hi\n[assistant]".Length, response.Usage!.InputTokenCount);
        Assert.Equal(40, response.Usage.OutputTokenCount);
        Assert.Equal(response.Usage.InputTokenCount + 40, response.Usage.TotalTokenCount);
        Assert.Equal(ChatFinishReason.Length, response.FinishReason);
        Assert.Null(response.ConversationId);
    }

    [Fact]
    public async Task Options_mean_what_generation_means_by_them()
    {
        using var client = new ChatClient(_model, _tokenizer, new() { MaxNewTokens = 40 });
        async Task<string> Ask(ChatOptions options) =>
            (await client.GetResponseAsync("hi", options, TestContext.Current.CancellationToken)).Text;
        var (greedy, drawn) = (await Ask(new()), await Ask(_drawn));
        Assert.NotEqual(greedy, drawn);
        Assert.Equal(greedy, await Ask(new() { Temperature = 0 }));
        Assert.Equal(greedy, await Ask(new() { Temperature = 1, TopK = 1 }));
        Assert.Equal(greedy, await Ask(new() { TopP = 0 }));
        Assert.Equal(drawn, await Ask(_drawn.Clone()));
        var other = _drawn.Clone();
        other.Seed = 6;
        Assert.NotEqual(drawn, await Ask(other));
        var stopped = _drawn.Clone();
        stopped.StopSequences = [drawn.Substring(4, 2)];
        Assert.Equal(drawn[..drawn.IndexOf(stopped.StopSequences[0], StringComparison.Ordinal)], await Ask(stopped));
    }

    [Fact]
    public async Task An_end_token_ends_the_answer()
    {
        long[] prompt = [.. _tokenizer.Encode("[user]hi\n[assistant]").Ids];
        var free = TextGeneration.Generate(_model, prompt, new() { MaxNewTokens = 8 }, TestContext.Current.CancellationToken);
        using var client = new ChatClient(_model, _tokenizer, new() { EndTokens = [free[^1]] });
        var response = await client.GetResponseAsync("hi", new() { Temperature = 0 }, TestContext.Current.CancellationToken);
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
        Assert.True(response.Usage!.OutputTokenCount <= 8);
    }

    [Fact]
    public async Task Instructions_are_the_system_message()
    {
        using var client = new ChatClient(_model, _tokenizer);
        ChatOptions options = new() { Instructions = "Be kind.", MaxOutputTokens = 2 };
        async Task<long?> Length(params ChatMessage[] chat) =>
            (await client.GetResponseAsync(chat, options, TestContext.Current.CancellationToken)).Usage!.InputTokenCount;
        Assert.Equal("[system]Be kind.\n[user]hi\n[assistant]".Length, await Length(new ChatMessage(ChatRole.User, "hi")));
        var both = await Length(new(ChatRole.System, "Short."), new(ChatRole.User, "hi"));
        Assert.Equal("[system]Be kind.\n\nShort.\n[user]hi\n[assistant]".Length, both);
    }

    [Fact]
    public async Task What_cannot_be_done_is_refused_with_a_sentence()
    {
        using var client = new ChatClient(_model, _tokenizer);
        ChatMessage[] chat = [new(ChatRole.User, "hi")];
        ChatOptions[] foreign =
        [
            new() { ConversationId = "7" }, new() { Tools = [AIFunctionFactory.Create(() => 1, "one")] },
            new() { ResponseFormat = ChatResponseFormat.Json }, new() { FrequencyPenalty = 0.5f }, new() { PresencePenalty = 0.5f },
        ];
        foreach (var options in foreign)
        {
            await Assert.ThrowsAsync<NotSupportedException>(
                () => client.GetResponseAsync(chat, options, TestContext.Current.CancellationToken));
        }

        ChatMessage[] image = [new(ChatRole.User, [new DataContent(new byte[] { 1 }, "image/png")])];
        await Assert.ThrowsAsync<NotSupportedException>(
            () => client.GetResponseAsync(image, null, TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<NotSupportedException>(
            () => client.GetResponseAsync([new ChatMessage(ChatRole.Tool, "1")], null, TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<ArgumentException>(
            () => client.GetResponseAsync([], null, TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => client.GetResponseAsync(chat, new() { TopP = 3 }, TestContext.Current.CancellationToken));
        var fault = await Assert.ThrowsAsync<ArgumentException>(
            () => client.GetResponseAsync(new string('x', 300), null, TestContext.Current.CancellationToken));
        Assert.Contains("200", fault.Message, StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => new ChatClient(_model, _tokenizer, new() { Beams = 2 }));
        Assert.Throws<ArgumentException>(() => new ChatClient(_model, TextTokenizer.Load("workbook/tiny-bert")));
    }

    [Fact]
    public async Task An_answer_ends_where_the_model_can_read_no_further()
    {
        using var client = new ChatClient(_model, _tokenizer);
        var response = await client.GetResponseAsync(new string('x', 150), _drawn, TestContext.Current.CancellationToken);
        Assert.InRange(response.Usage!.TotalTokenCount!.Value, 170, 200);
    }

    [Fact]
    public async Task A_chat_inside_a_chat_is_answered()
    {
        using var client = new ChatClient(_model, _tokenizer);
        var inner = "";
        await foreach (var _ in client.GetStreamingResponseAsync("hi", _drawn, TestContext.Current.CancellationToken))
        {
            inner = (await client.GetResponseAsync("ho", _drawn, TestContext.Current.CancellationToken)).Text;
        }

        Assert.NotEmpty(inner);
    }

    [Fact]
    public async Task Several_callers_get_what_each_gets_alone()
    {
        using var client = new ChatClient(_model, _tokenizer);
        Task<ChatResponse> Ask(int i) => client.GetResponseAsync($"question {i}", _drawn, TestContext.Current.CancellationToken);
        var together = await Task.WhenAll(Enumerable.Range(0, 4).Select(Ask));
        for (var i = 0; i < together.Length; i++)
        {
            Assert.Equal((await Ask(i)).Text, together[i].Text);
        }
    }

    [Fact]
    public async Task Cancelling_ends_an_answer_and_frees_its_tensors()
    {
        using var client = new ChatClient(_model, _tokenizer);
        await client.GetResponseAsync("hi", _drawn, TestContext.Current.CancellationToken);
        var before = LiveTensors.Settled();
        using var cancellation = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            var longest = new ChatOptions { Temperature = 1, MaxOutputTokens = 180 };
            await foreach (var _ in client.GetStreamingResponseAsync("hi", longest, cancellation.Token))
            {
                await cancellation.CancelAsync();
            }
        });
        Assert.True(torch.Tensor.TotalCount <= before);
        Assert.NotEmpty((await client.GetResponseAsync("hi", _drawn, TestContext.Current.CancellationToken)).Text);
    }

    [Fact]
    public void Services_are_what_is_inside()
    {
        using IChatClient client = new ChatClient(_model, _tokenizer);
        Assert.Same(_model, client.GetService<PretrainedModel>());
        Assert.Same(_tokenizer, client.GetService<TextTokenizer>());
        Assert.NotNull(client.GetService<ChatClientMetadata>()?.ProviderName);
        Assert.Null(client.GetService(typeof(ChatClient), "key"));
    }
}
