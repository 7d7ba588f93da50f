namespace Tune.Chaos.Checking;

/// <summary>What the checker found.</summary>
internal sealed record Verdict
{
    public int Kills { get; init; }

    /// <summary>Reports whose acknowledgement the trainable saw.</summary>
    public int Acknowledged { get; init; }

    /// <summary>Acknowledged reports that the store does not hold, or holds with another value.</summary>
    public int Lost { get; init; }

    /// <summary>Reports that the store holds more than once.</summary>
    public int Duplicated { get; init; }

    /// <summary>Reports in the store that nobody sent.</summary>
    public int Invented { get; init; }

    /// <summary>Restores whose state is not the one that was saved at that iteration of that trial.</summary>
    public int WrongCheckpoint { get; init; }

    /// <summary>Decisions that differ between a killed and an undisturbed run with the same order of arrival.</summary>
    public int Diverged { get; init; }

    /// <summary>How many restores were looked at: with none, nothing was proven about checkpoints.</summary>
    public int Restores { get; init; }

    public bool IsClean => Lost == 0 && Duplicated == 0 && Invented == 0 && WrongCheckpoint == 0 && Diverged == 0;

    public Verdict Plus(Verdict other) => new()
    {
        Kills = Kills + other.Kills,
        Acknowledged = Acknowledged + other.Acknowledged,
        Lost = Lost + other.Lost,
        Duplicated = Duplicated + other.Duplicated,
        Invented = Invented + other.Invented,
        WrongCheckpoint = WrongCheckpoint + other.WrongCheckpoint,
        Diverged = Diverged + other.Diverged,
        Restores = Restores + other.Restores,
    };

    public Dictionary<string, int> ToFigures(int seed) => new()
    {
        ["seed"] = seed,
        ["kills"] = Kills,
        ["acknowledged"] = Acknowledged,
        ["lost"] = Lost,
        ["duplicated"] = Duplicated,
        ["invented"] = Invented,
        ["wrong_checkpoint"] = WrongCheckpoint,
        ["diverged"] = Diverged,
        ["restores"] = Restores,
    };
}
