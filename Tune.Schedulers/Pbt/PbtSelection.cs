namespace Tune.Schedulers.Pbt;

/// <summary>Which trials copy, and from whom.</summary>
public enum PbtSelection
{
    /// <summary>A trial among the worst of the population copies one drawn from the best.</summary>
    Truncation,

    /// <summary>Every trial is compared with another one drawn from the population, and copies it if that one is
    /// better: a binary tournament.</summary>
    Tournament,
}
