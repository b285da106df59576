using System.Buffers.Binary;
using System.Text;
using PeftWorkbook.Hub;
using static TorchSharp.torch;

namespace PeftWorkbook.Tests.Fuzz;

/// <summary>Small sound files of every format.</summary>
internal static class FuzzSeeds
{
    internal const string Vocabulary = """{"<s>": 0, "</s>": 1, "<unk>": 2, "<pad>": 3, "<mask>": 4, "a": 5, "b": 6, "Ġ": 7, "ab": 8, "Ġa": 9, "<|endoftext|>": 10}""";

    internal const string Merges = "#version: 0.2\na b\nĠ a\n";

    internal const string Generation = """
        {"max_new_tokens": 20, "eos_token_id": [2, 3], "stop_strings": ["x", "yz"], "do_sample": true, "temperature": 0.7, "top_k": 50, "top_p": 0.9,
         "min_p": 0.05, "typical_p": 0.9, "repetition_penalty": 1.1, "no_repeat_ngram_size": 3, "num_beams": 2, "length_penalty": 1.0, "early_stopping": "never"}
        """;

    internal const string TokenizerConfig = """
        {"do_lower_case": true, "tokenizer_class": "BertTokenizer", "model_max_length": 512, "padding_side": "right", "cls_token": "[CLS]", "sep_token": "[SEP]",
         "pad_token": {"content": "[PAD]", "lstrip": false, "special": true}, "unk_token": "[UNK]", "mask_token": "[MASK]",
         "chat_template": [{"name": "default", "template": "{{ messages[0].content }}"}, {"name": "tool", "template": "{{ 1 }}"}]}
        """;

    internal static IReadOnlyList<string> Templates { get; } =
    [
        "{% for m in messages %}{{ '<|' + m['role'] + '|>\\n' + m.content | trim }}"
            + "{% if not loop.last %}\n{% endif %}{% endfor %}"
            + "{% if add_generation_prompt %}<|assistant|>{% endif %}",
        "{%- set ns = namespace(n=0) -%}"
            + "{% for m in messages[1:] %}{% set ns.n = ns.n + loop.index0 * 2 %}{% endfor %}"
            + "{{ bos_token ~ ns.n ~ 'x' }}{{ messages | length }}",
        "{% if messages[0]['role'] == 'system' and x is defined %}{{ raise_exception('no') }}"
            + "{% elif messages[0].role in ['user'] %}{{ {'a': [1, 2.5]} | tojson }}"
            + "{% else %}{{ range(3) | join(',') }}{% endif %}",
    ];

    internal static IEnumerable<byte[]> Configs => new[]
    {
        TinyModels.BertJson,
        TinyModels.BertJson.Replace("BertForSequenceClassification", "BertModel", StringComparison.Ordinal),
    }.Select(Encoding.UTF8.GetBytes);

    internal static IEnumerable<byte[]> Adapters => new[]
    {
        """{"peft_type": "LORA", "task_type": "SEQ_CLS", "r": 8, "lora_alpha": 16, "target_modules": ["query", "value"], "lora_dropout": 0.1, "bias": "none", "rank_pattern": {"a": 4}, "use_dora": false}""",
        """{"peft_type": "LORA", "r": 2, "target_modules": "all-linear", "layers_to_transform": [0, 1], "modules_to_save": ["classifier"], "inference_mode": true}""",
        """
        {"config": {"mh_adapter": true, "reduction_factor": {"0": 2, "default": 8.5}, "non_linearity": "relu", "scaling": "learned",
         "residual_before_ln": "post_add", "leave_out": [1], "inv_adapter": "nice", "phm_layer": true}, "hidden_size": 32,
         "model_class": "BertModel", "model_name": "x", "model_type": "bert", "name": "a", "version": "adapters.1.3.0"}
        """,
    }.Select(Encoding.UTF8.GetBytes);

    internal static IEnumerable<byte[]> HubAdapters => new[]
    {
        """{"architecture": "lora", "attn_matrices": ["q", "v"], "r": 2, "alpha": 8, "use_gating": true, "use_dora": false, "dropout": 0.1}""",
        """{"architecture": "lora", "composition_mode": "scale", "r": 1, "alpha": 2, "init_weights": "ia3"}""",
        """{"architecture": "lora", "r": 2, "vera_d": 0.1, "vera_b": 0.0, "use_dora": true}""",
        """{"architecture": "reft", "r": 2, "layers": [0, 1], "prefix_positions": 3, "orthogonality": true, "non_linearity": "relu"}""",
        """{"architecture": "prompt_tuning", "prompt_length": 3, "combine": "prefix_after_bos"}""",
        """
        {"architecture": "union", "configs": [{"architecture": "prefix_tuning", "prefix_length": 3, "bottleneck_size": 4, "leave_out": [1],
          "use_gating": true, "shared_gating": false}, {"mh_adapter": true, "reduction_factor": 2}]}
        """,
    }.Select(c => Encoding.UTF8.GetBytes(
        $$"""{"config": {{c}}, "hidden_size": 8, "model_type": "bert", "name": "a", "version": "adapters.1.3.0"}"""));

    internal static byte[] HubTensors() => Written(
        [
            Item("bert.encoder.layer.0.attention.self.query.loras.a.lora_A", SafeTensorsDtype.F32, 2, 8),
            Item("h.0.attn.c_attn.loras.a.lora_A", SafeTensorsDtype.F32, 2, 8),
            Item("bert.prefix_tuning.prefix_tunings.a.self_prefix.wte.weight", SafeTensorsDtype.F32, 3, 8),
        ],
        []);

    internal static IEnumerable<byte[]> Tokenizers => new[]
    {
        $$$"""
        {"version": "1.0", "added_tokens": [{"id": 0, "content": "<s>", "special": true, "lstrip": false}, {"id": 4, "content": "<mask>", "lstrip": true, "normalized": true}],
         "normalizer": {"type": "NFC"}, "pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "Digits", "individual_digits": true}, {"type": "ByteLevel", "add_prefix_space": false}]},
         "post_processor": {"type": "RobertaProcessing", "sep": ["</s>", 1], "cls": ["<s>", 0], "trim_offsets": true, "add_prefix_space": false},
         "decoder": {"type": "ByteLevel"}, "model": {"type": "BPE", "unk_token": null, "vocab": {{{Vocabulary}}}, "merges": ["a b", ["Ġ", "a"]]}}
        """,
        """
        {"normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "lowercase": true}, "pre_tokenizer": {"type": "BertPreTokenizer"},
         "post_processor": {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
           "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}], "special_tokens": {"[CLS]": {"id": "[CLS]", "ids": [1], "tokens": ["[CLS]"]}}},
         "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": true},
         "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100, "vocab": {"[UNK]": 0, "[CLS]": 1, "the": 2, "q": 3, "##uick": 4}}}
        """,
        """
        {"normalizer": {"type": "Sequence", "normalizers": [{"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "}, {"type": "Prepend", "prepend": "▁"}]},
         "pre_tokenizer": {"type": "Split", "pattern": {"Regex": "\\s?\\w+|[^\\w\\s]+"}, "behavior": "Isolated", "invert": false},
         "decoder": {"type": "Sequence", "decoders": [{"type": "Replace", "pattern": {"String": "▁"}, "content": " "}, {"type": "ByteFallback"}, {"type": "Strip", "content": " ", "start": 1, "stop": 0}]},
         "model": {"type": "Unigram", "unk_id": 0, "byte_fallback": false, "vocab": [["<unk>", 0.0], ["▁", -2.5], ["a", -1.0], ["▁the", -3], ["é", -4.25]]}}
        """,
    }.Select(Encoding.UTF8.GetBytes);

    internal static byte[] SafeTensors(params (string Key, string Value)[] metadata) => Written(
        [
            Item("a.weight", SafeTensorsDtype.F32, 2, 3), Item("a.bias", SafeTensorsDtype.BF16, 3), Item("b", SafeTensorsDtype.I64, 2),
            Item("half", SafeTensorsDtype.F16, 2, 2), Item("flag", SafeTensorsDtype.BOOL, 5),
            Item("eight", SafeTensorsDtype.F8_E4M3, 4), Item("none", SafeTensorsDtype.F32, 0),
        ],
        metadata.ToDictionary(m => m.Key, m => m.Value));

    internal static byte[] Shard(string tensor) => Written([Item(tensor, SafeTensorsDtype.F32, 4)], []);

    internal static byte[] Index() => Encoding.UTF8.GetBytes(
        """{"metadata": {"total_size": 32}, "weight_map": {"x": "a.safetensors", "y": "b.safetensors"}}""");

    /// <summary>The weights of <see cref="TinyModels.BertJson"/>.</summary>
    internal static byte[] Model()
    {
        using var scope = NewDisposeScope();
        var folder = Directory.CreateTempSubdirectory("fuzz-").FullName;
        TinyModels.Bert().SavePretrained(folder);
        var bytes = File.ReadAllBytes(Path.Combine(folder, "model.safetensors"));
        Directory.Delete(folder, true);
        return bytes;
    }

    internal static byte[] Gguf(bool isLlama)
    {
        string[] tokens = isLlama
            ? ["<unk>", "<s>", "</s>", "▁", "a", "b", "ab", "▁a"]
            : ["<|endoftext|>", "a", "b", "ab", "Ġ", "Ġa", "c", "d"];
        var file = new GgufBuilder()
            .With("general.architecture", "llama").With("llama.embedding_length", 32)
            .With("llama.block_count", 1).With("llama.feed_forward_length", 32)
            .With("llama.attention.head_count", 4).With("llama.attention.head_count_kv", 2).With("llama.context_length", 64)
            .With("llama.attention.layer_norm_rms_epsilon", 1e-5f).With("tokenizer.ggml.model", isLlama ? "llama" : "gpt2")
            .With("tokenizer.ggml.tokens", tokens).With("tokenizer.ggml.token_type", new[] { 2, 3, 3, 1, 1, 1, 1, 1 })
            .With("tokenizer.ggml.bos_token_id", 1);
        return (isLlama
                ? file.With("tokenizer.ggml.scores", new[] { 0f, 0, 0, -1, -2, -3, -1.5f, -1 })
                : file.With("tokenizer.ggml.merges", ["a b", "Ġ a"]))
            .Tensor("token_embd.weight", 0, 8 * 32 * 4, 8, 32).Tensor("blk.0.attn_q.weight", 2, 32 * 18, 32, 32)
            .Tensor("output_norm.weight", 1, 64, 32)
            .Tensor("blk.0.ffn_up.weight", 8, 32 * 34, 32, 32).Tensor("blk.0.ffn_down.weight", 12, 144, 1, 256)
            .Build();
    }

    /// <summary>A whole model of one layer, with quantised weights.</summary>
    internal static byte[] GgufModel() => GgufModelFile().Build();

    internal static GgufBuilder GgufModelFile() => new GgufBuilder()
        .With("general.architecture", "llama").With("llama.embedding_length", 32)
        .With("llama.block_count", 1).With("llama.feed_forward_length", 32)
        .With("llama.attention.head_count", 4).With("llama.attention.head_count_kv", 2).With("llama.context_length", 64)
        .Tensor("token_embd.weight", 0, 8 * 32 * 4, 8, 32).Tensor("output_norm.weight", 0, 32 * 4, 32)
        .Tensor("blk.0.attn_norm.weight", 0, 32 * 4, 32).Tensor("blk.0.ffn_norm.weight", 0, 32 * 4, 32)
        .Tensor("blk.0.attn_q.weight", 2, 32 * 18, 32, 32).Tensor("blk.0.attn_k.weight", 2, 16 * 18, 16, 32)
        .Tensor("blk.0.attn_v.weight", 8, 16 * 34, 16, 32).Tensor("blk.0.attn_output.weight", 2, 32 * 18, 32, 32)
        .Tensor("blk.0.ffn_gate.weight", 3, 32 * 20, 32, 32).Tensor("blk.0.ffn_up.weight", 6, 32 * 22, 32, 32)
        .Tensor("blk.0.ffn_down.weight", 7, 32 * 24, 32, 32);

    /// <summary>A Protocol Buffers message of pieces, trainer and normalizer settings.</summary>
    internal static byte[] SentencePiece(bool isBpe)
    {
        List<byte> file = [];
        (string Piece, float Score, byte Kind)[] pieces =
            [("<unk>", 0, 2), ("<s>", 0, 3), ("</s>", 0, 3), ("<0x61>", 0, 6), ("▁", -1, 1),
                ("a", -2, 1), ("b", -3, 1), ("ab", -1, 1), ("▁ab", -1, 1), ("[x]", 0, 4)];
        foreach (var (piece, score, kind) in pieces)
        {
            var bytes = Encoding.UTF8.GetBytes(piece);
            var number = new byte[4];
            BinaryPrimitives.WriteSingleLittleEndian(number, score);
            Message(1, [0x0A, (byte)bytes.Length, .. bytes, 0x15, .. number, 0x18, kind]);
        }

        Message(2, [0x18, (byte)(isBpe ? 2 : 1), 0x98, 0x02, 1]);                // model_type, byte_fallback
        Message(3, [0x18, 1, 0x20, 0, 0x28, 1]);                                 // dummy prefix, extra white space, escaping
        return [.. file];

        void Message(int field, byte[] content)
        {
            file.Add((byte)((field << 3) | 2));
            file.Add((byte)content.Length);
            file.AddRange(content);
        }
    }

    private static SafeTensorsItem Item(string name, SafeTensorsDtype dtype, params long[] shape)
    {
        SafeTensorsItem? item = null;
        item = new(name, dtype, shape, s => s.Write(new byte[item!.ByteCount]));
        return item;
    }

    private static byte[] Written(SafeTensorsItem[] items, Dictionary<string, string> metadata)
    {
        var path = Path.GetTempFileName();
        SafeTensorsWriter.Save(path, items, metadata);
        var bytes = File.ReadAllBytes(path);
        File.Delete(path);
        return bytes;
    }
}
