namespace Tune.Engine.Analysis;

/// <summary>How importance is measured.</summary>
public sealed record ImportanceOptions
{
    /// <summary>The method; default PED-ANOVA.</summary>
    public ImportanceMethod Method { get; init; }

    /// <summary>For PED-ANOVA: the share of trials that counts as the best, above 0 and below 1; default 0.1. Of few
    /// trials it is more: up to half of them, as long as that is at most 10.</summary>
    public double TopShare { get; init; } = 0.1;

    /// <summary>For fANOVA: how many trees, 1 or more; default 64.</summary>
    public int Trees { get; init; } = 64;

    /// <summary>For fANOVA: seeds the forest; default 0.</summary>
    public ulong Seed { get; init; }

    internal void Check()
    {
        if (!(TopShare > 0 && TopShare < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(TopShare), TopShare, $"TopShare is {TopShare}; it must be above 0 and below 1.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(Trees, 1);
    }
}
