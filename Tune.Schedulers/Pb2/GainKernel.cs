namespace Tune.Schedulers.Pb2;

/// <summary>How alike two gains are expected to be, from 0 to 1.</summary>
/// <param name="Length">How far apart configurations may be and still be alike; above 0.</param>
/// <param name="Forgets">The share of likeness lost in two intervals; 0 to below 1.</param>
/// <param name="Noise">How much of what is measured is chance, relative to what is not; above 0.</param>
internal readonly record struct GainKernel(double Length, double Forgets, double Noise)
{
    /// <summary>The likeness of two gains, chance aside.</summary>
    public double Between(in Gain a, in Gain b, bool[] isUnordered)
    {
        var square = (a.Before - b.Before) * (a.Before - b.Before);
        for (var i = 0; i < isUnordered.Length; i++)
        {
            var apart = a.Point[i] - b.Point[i];
            square += isUnordered[i] ? (apart == 0 ? 0 : 1) : apart * apart;
        }

        return Math.Exp(-square / (2 * Length * Length)) * Math.Pow(1 - Forgets, Math.Abs(a.Time - b.Time) / 2);
    }
}
