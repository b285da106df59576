using PeftWorkbook.Hub;

namespace PeftWorkbook.Text;

public sealed partial class TextTokenizer
{
    /// <summary>
    /// Loads the tokenizer of a folder: <c>tokenizer.json</c>, else <c>vocab.txt</c> (BERT), <c>vocab.json</c> with
    /// <c>merges.txt</c> (GPT-2, RoBERTa), <c>tokenizer.model</c> (Llama), or llama2.c's <c>*.bin</c>; with the special tokens and
    /// the chat template of <c>tokenizer_config.json</c>.
    /// </summary>
    /// <param name="idOrFolder">A folder, or an id that <see cref="Hub.Hub.ResolveTokenizer"/> finds.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">The folder holds no tokenizer.</exception>
    /// <exception cref="InvalidDataException">A file is broken.</exception>
    public static TextTokenizer Load(string idOrFolder) => new(TokenizerFolder.Read(Hub.Hub.ResolveTokenizer(idOrFolder)));

    /// <summary>A SentencePiece model exactly as SentencePiece computes it: no special tokens around the text nor in it.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no SentencePiece model.</exception>
    public static TextTokenizer LoadSentencePiece(string path) =>
        new(SentencePieceLoader.Exact(SentencePieceFile.Parse(File.ReadAllBytes(path))));

    /// <summary>The tokenizer that a GGUF file holds.</summary>
    /// <exception cref="InvalidDataException">The file holds none, or one of an unknown kind.</exception>
    public static TextTokenizer FromGguf(GgufFile file) => new(GgufTokenizer.Read(file));
}
