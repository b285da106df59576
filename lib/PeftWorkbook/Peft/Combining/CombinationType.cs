namespace PeftWorkbook.Peft.Combining;

/// <summary>
/// How several LoRA adapters become one. <see cref="Exact"/> is the weighted sum of their updates; the other names are
/// PEFT's and compute what PEFT computes, which is that sum only for <see cref="Cat"/> and for <see cref="Svd"/> of a
/// sufficient rank.
/// </summary>
public enum CombinationType
{
    /// <summary>
    /// <c>ΔW = Σ w_i ΔW_i</c>, by putting the matrices side by side: <c>A = [w_1 s_1 A_1; w_2 s_2 A_2; …]</c>,
    /// <c>B = [B_1, B_2, …]</c>. The ranks add up, and may differ.
    /// </summary>
    Exact,

    /// <summary>PEFT's name for <see cref="Exact"/>.</summary>
    Cat,

    /// <summary>The best approximation of <c>Σ w_i ΔW_i</c> of a given rank, by its singular value decomposition.</summary>
    Svd,

    /// <summary>
    /// <c>A = Σ ±√|w_i s_i| A_i</c> and <c>B = Σ √|w_i s_i| B_i</c>, whose product also holds every <c>B_i A_j</c>: another update than the
    /// weighted sum, by 70 percent and more. The adapters need one rank.
    /// </summary>
    Linear,

    /// <summary><see cref="Linear"/> after TIES (arXiv 2306.01708): pruned by size, signs elected, the mean of those that agree.</summary>
    Ties,

    /// <summary>TIES on the updates themselves, and <see cref="Svd"/> of the result.</summary>
    TiesSvd,

    /// <summary>
    /// <see cref="Linear"/> after DARE (arXiv 2311.03099): elements dropped at random, the others divided by the
    /// density.
    /// </summary>
    DareLinear,

    /// <summary>DARE on the updates themselves, and <see cref="Svd"/> of the sum.</summary>
    DareLinearSvd,

    /// <summary><see cref="Linear"/> after DARE's dropping and TIES' election.</summary>
    DareTies,

    /// <summary>DARE's dropping and TIES' election on the updates themselves, and <see cref="Svd"/> of the result.</summary>
    DareTiesSvd,

    /// <summary><see cref="Linear"/> of matrices that keep their largest elements alone.</summary>
    MagnitudePrune,

    /// <summary>The sum of updates that keep their largest elements alone, and <see cref="Svd"/> of it.</summary>
    MagnitudePruneSvd,
}

/// <summary>Whose sign an element takes in TIES.</summary>
public enum MajoritySign
{
    /// <summary>That of the sum; a sum of zero counts as positive.</summary>
    Total,

    /// <summary>That of most adapters; as many of either counts as positive.</summary>
    Frequency,
}
