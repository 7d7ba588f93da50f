using Tune.Engine.Ports;
using Tune.Schedulers.Pbt;

namespace Tune.Schedulers.Pb2;

/// <summary>
/// Population-based bandits: as population-based training with truncation, but what a clone's configuration is says a
/// model of how much each configuration has gained lately. Made for small populations, from four trials on.
/// </summary>
/// <remarks>
/// Parker-Holder, Nguyen, Roberts: "Provably Efficient Online Hyperparameter Optimization with Population-Based
/// Bandits", NeurIPS 2020 (arXiv:2002.02518). The trainable must write checkpoints.
/// </remarks>
public sealed record Pb2Options : PopulationOptions
{
    /// <summary>How many of the last gains the model learns from, 10 to 1000; default 100. The time for a choice grows
    /// with its third power.</summary>
    public int Window { get; init; } = 100;

    /// <summary>Among how many drawn configurations a clone's is chosen, 1 to 10,000; default 500.</summary>
    public int Candidates { get; init; } = 500;

    private protected override string Name => "Pb2";

    /// <inheritdoc />
    public override IEnumerable<string> Problems(AlgorithmContext context)
    {
        foreach (var problem in base.Problems(context))
        {
            yield return problem;
        }

        if (Window is < 10 or > 1_000)
        {
            yield return $"Pb2.Window is {Window}; it must be 10 to 1000.";
        }

        if (Candidates is < 1 or > 10_000)
        {
            yield return $"Pb2.Candidates is {Candidates}; it must be 1 to 10000.";
        }
    }

    /// <inheritdoc />
    public override IScheduler Create(AlgorithmContext context) =>
        new PopulationScheduler(this, PbtSelection.Truncation, new BanditExplorer(this, context), context);
}
