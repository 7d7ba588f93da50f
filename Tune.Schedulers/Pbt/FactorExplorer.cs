using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Schedulers.Pbt;

/// <summary>
/// The paper's way: a parameter is drawn anew now and then, and otherwise moved a little from where the donor has it.
/// Whatever comes out is moved into the search space.
/// </summary>
internal sealed class FactorExplorer(PbtOptions options, AlgorithmContext context) : IExplorer
{
    private const int TriesMax = 100;

    private readonly Parameter[] _mutable = [.. options.Mutable(context.Space)];

    public Configuration Explore(in Snapshot donor, long turn)
    {
        var random = KeyedRandom.For(context.Seed, "pbt/explore", turn);
        for (var tries = 0; tries < TriesMax; tries++)
        {
            if (context.Space.Repair(Custom(Changed(donor.Config, random), random), random) is { } config)
            {
                return config;
            }
        }

        // The constraints hold for the donor and for nothing near it.
        return donor.Config;
    }

    public void Learn(TrialId trial, in Snapshot before, in Snapshot after)
    {
    }

    public void Began(TrialId trial, in Snapshot clone)
    {
    }

    public void Left(TrialId trial)
    {
    }

    public void Carry(MemoryCarrier by)
    {
    }

    private Configuration Changed(Configuration config, KeyedRandom random)
    {
        foreach (var parameter in _mutable)
        {
            // Two numbers for each parameter, used or not: one that is inactive does not shift what comes after it.
            var (isNew, isUp) = (random.NextUnit() < options.ResampleProbability, random.NextUnit() < 0.5);
            if (config.TryGet(parameter.Name, out var value))
            {
                // What is missing is drawn from the space.
                config = isNew
                    ? config.Without(parameter.Name)
                    : config.With(parameter.Name, Neighbour.Of(parameter.Domain, value, Factor(isUp)));
            }
        }

        return config;
    }

    private double Factor(bool isUp) => isUp ? options.FactorUp : options.FactorDown;

    private Configuration Custom(Configuration config, KeyedRandom random)
    {
        if (options.Explore is null)
        {
            return config;
        }

        var explore = PbtExplorers.Find(options.Explore) ?? throw new InvalidOperationException(
            $"The function '{options.Explore}' of Pbt.Explore is not registered in this program: "
            + "call PbtExplorers.Register when it starts.");
        try
        {
            return explore(config, random);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new InvalidOperationException(
                $"The function '{options.Explore}' of Pbt.Explore failed for ({config}): {e.Message}", e);
        }
    }
}
