namespace Tune.Schedulers.Search.Nsga3;

/// <summary>Directions spread evenly over the objectives: all shares of p parts that make up the whole.</summary>
/// <remarks>Das, Dennis: "Normal-Boundary Intersection", SIAM Journal on Optimization 8 (1998).</remarks>
internal static class ReferencePoints
{
    private const int DivisionsMax = 1_000;

    /// <summary>How many there are: (M + p - 1) over p; the largest number if it is larger.</summary>
    public static long Count(int objectives, int divisions)
    {
        UInt128 count = 1;
        for (var i = 1; i < objectives; i++)
        {
            count = count * (UInt128)(divisions + (long)i) / (UInt128)i;
            if (count > long.MaxValue)
            {
                return long.MaxValue;
            }
        }

        return (long)count;
    }

    /// <summary>The most parts with which there are no more than so many; 1 at least.</summary>
    public static int DivisionsFor(int objectives, int most)
    {
        var divisions = 1;
        while (divisions < DivisionsMax && Count(objectives, divisions + 1) <= most)
        {
            divisions++;
        }

        return divisions;
    }

    /// <summary>All of them; each sums to 1.</summary>
    public static double[][] Of(int objectives, int divisions)
    {
        var (points, parts) = (new List<double[]>(), new int[objectives]);
        void Fill(int at, int left)
        {
            if (at == objectives - 1)
            {
                parts[at] = left;
                points.Add([.. parts.Select(part => (double)part / divisions)]);
                return;
            }

            for (var part = 0; part <= left; part++)
            {
                parts[at] = part;
                Fill(at + 1, left - part);
            }
        }

        Fill(0, divisions);
        return [.. points];
    }
}
