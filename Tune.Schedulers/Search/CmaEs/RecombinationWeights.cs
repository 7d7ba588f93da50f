namespace Tune.Schedulers.Search.CmaEs;

/// <summary>The constants of one run: Hansen 2016, table 1, with negative weights ("active" adaptation).</summary>
internal sealed class RecombinationWeights
{
    /// <summary>From so many coordinates on only their own deviations are learnt, not how they move together: that
    /// takes thousands of trials by then, and a generation costs the third power of the coordinates.</summary>
    public const int DiagonalFrom = 100;

    public RecombinationWeights(int dimensions, int population, bool isDiagonal = false)
    {
        double n = dimensions;
        (Dimensions, Population, IsDiagonal) = (dimensions, population, isDiagonal);
        Parents = population / 2;
        var raw = new double[population];
        for (var rank = 1; rank <= population; rank++)
        {
            raw[rank - 1] = Math.Log((population + 1) / 2.0) - Math.Log(rank);
        }

        Mass = Effective(raw.AsSpan(0, Parents));
        var massBelow = Effective(raw.AsSpan(Parents));

        OneRate = 2 / (((n + 1.3) * (n + 1.3)) + Mass);
        ManyRate = Math.Min(
            1 - OneRate - 1e-8, 2 * (Mass - 2 + (1 / Mass)) / (((n + 2) * (n + 2)) + Mass));
        if (isDiagonal)
        {
            // Ros, Hansen 2008: there is less to learn, and it is learnt that much faster.
            var faster = Math.Min((n + 2) / 3, 0.5 / (OneRate + ManyRate));
            (OneRate, ManyRate) = (OneRate * faster, ManyRate * faster);
        }

        StepRate = (Mass + 2) / (n + Mass + 5);
        StepDamping = 1 + (2 * Math.Max(0, Math.Sqrt((Mass - 1) / (n + 1)) - 1)) + StepRate;
        PathRate = (4 + (Mass / n)) / (n + 4 + (2 * Mass / n));
        NormalLength = Math.Sqrt(n) * (1 - (1 / (4 * n)) + (1 / (21 * n * n)));

        var negative = Math.Min(
            1 + (OneRate / ManyRate),
            Math.Min(1 + (2 * massBelow / (Mass + 2)), (1 - OneRate - ManyRate) / (n * ManyRate)));
        var (above, below) = (0.0, 0.0);
        foreach (var weight in raw)
        {
            above += Math.Max(weight, 0);
            below -= Math.Min(weight, 0);
        }

        Weights = Array.ConvertAll(raw, weight => weight >= 0 ? weight / above : negative * weight / below);
    }

    public int Dimensions { get; }

    /// <summary>Whether only the deviations of the coordinates are learnt.</summary>
    public bool IsDiagonal { get; }

    /// <summary>lambda.</summary>
    public int Population { get; }

    /// <summary>mu: how many of the best make the next mean.</summary>
    public int Parents { get; }

    /// <summary>w: one per rank; positive ones sum to 1.</summary>
    public double[] Weights { get; }

    /// <summary>mu_eff: the variance-effective number of parents.</summary>
    public double Mass { get; }

    /// <summary>c_1.</summary>
    public double OneRate { get; }

    /// <summary>c_mu.</summary>
    public double ManyRate { get; }

    /// <summary>c_sigma.</summary>
    public double StepRate { get; }

    /// <summary>d_sigma.</summary>
    public double StepDamping { get; }

    /// <summary>c_c.</summary>
    public double PathRate { get; }

    /// <summary>The expected length of a standard normal vector.</summary>
    public double NormalLength { get; }

    public static int DefaultPopulation(int dimensions) => 4 + (int)Math.Floor(3 * Math.Log(Math.Max(1, dimensions)));

    private static double Effective(ReadOnlySpan<double> weights)
    {
        var (sum, squares) = (0.0, 0.0);
        foreach (var weight in weights)
        {
            sum += weight;
            squares += weight * weight;
        }

        return sum * sum / squares;
    }
}
