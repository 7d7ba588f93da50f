using Tune.Engine.Ports;

namespace Tune.Schedulers.Pbt;

/// <summary>
/// Population-based training: trials that do badly copy the weights and the configuration of trials that do well, and
/// change the configuration a little. What is found is a schedule of configurations, not one of them.
/// </summary>
/// <remarks>
/// Jaderberg, Dalibard, Osindero, Czarnecki, Donahue, Razavi, Vinyals, Green, Dunning, Simonyan, Fernando, Kavukcuoglu:
/// "Population Based Training of Neural Networks", 2017 (arXiv:1711.09846). The trainable must write checkpoints.
/// </remarks>
public sealed record PbtOptions : PopulationOptions
{
    /// <summary>Which trials copy, and from whom; default Truncation.</summary>
    public PbtSelection Selection { get; init; } = PbtSelection.Truncation;

    /// <summary>The probability with which a parameter is drawn anew instead of changed a little; 0 to 1, default
    /// 0.25.</summary>
    public double ResampleProbability { get; init; } = 0.25;

    /// <summary>What a number is multiplied by to make it smaller; above 0 and below 1, default 0.8.</summary>
    public double FactorDown { get; init; } = 0.8;

    /// <summary>What a number is multiplied by to make it larger, equally often; above 1, default 1.2.</summary>
    public double FactorUp { get; init; } = 1.2;

    /// <summary>The name of a function in <see cref="PbtExplorers"/> that changes the configuration once more; null
    /// (default) for none.</summary>
    public string? Explore { get; init; }

    private protected override string Name => "Pbt";

    /// <inheritdoc />
    public override IEnumerable<string> Problems(AlgorithmContext context)
    {
        foreach (var problem in base.Problems(context))
        {
            yield return problem;
        }

        if (!Enum.IsDefined(Selection))
        {
            yield return $"Pbt.Selection is {Selection}; it must be Truncation or Tournament.";
        }

        if (!(ResampleProbability >= 0 && ResampleProbability <= 1))
        {
            yield return FormattableString.Invariant(
                $"Pbt.ResampleProbability is {ResampleProbability}; it must be 0 to 1.");
        }

        if (!(FactorDown > 0 && FactorDown < 1))
        {
            yield return FormattableString.Invariant($"Pbt.FactorDown is {FactorDown}; it must be above 0, below 1.");
        }

        if (!(FactorUp > 1 && double.IsFinite(FactorUp)))
        {
            yield return FormattableString.Invariant($"Pbt.FactorUp is {FactorUp}; it must be above 1.");
        }

        if (Explore is not null && PbtExplorers.Find(Explore) is null)
        {
            yield return $"Pbt.Explore is '{Explore}', which is not registered; registered are: "
                + $"{string.Join(", ", PbtExplorers.Names.DefaultIfEmpty("none"))}. "
                + "Call PbtExplorers.Register when the program starts.";
        }
    }

    /// <inheritdoc />
    public override IScheduler Create(AlgorithmContext context) =>
        new PopulationScheduler(this, Selection, new FactorExplorer(this, context), context);
}
