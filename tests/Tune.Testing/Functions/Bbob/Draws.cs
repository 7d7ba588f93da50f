namespace Tune.Testing.Functions.Bbob;

/// <summary>
/// The numbers from which instances are made. They have to be the benchmark's own: a Lehmer generator (multiplier
/// 16807, modulus 2^31 - 1) whose output is shuffled through a table of 32 (Bays and Durham).
/// </summary>
internal static class Draws
{
    private const long Modulus = int.MaxValue;
    private const int Table = 32;
    private const int WarmUp = 8;

    /// <summary>Uniform numbers above 0 and below 1.</summary>
    public static double[] Uniform(int count, long seed)
    {
        var state = Math.Max(1, Math.Abs(seed));
        var table = new long[Table];
        for (var i = WarmUp + Table - 1; i >= 0; i--)
        {
            state = Next(state);
            table[i % Table] = state;
        }

        var (drawn, last) = (new double[count], table[0]);
        for (var i = 0; i < count; i++)
        {
            state = Next(state);
            ref var slot = ref table[last / ((Modulus / Table) + 2)];
            (last, slot) = (slot, state);
            drawn[i] = NotZero(last / (double)Modulus);
        }

        return drawn;
    }

    /// <summary>Numbers of the standard normal distribution, by Box and Muller.</summary>
    public static double[] Normal(int count, long seed)
    {
        var uniform = Uniform(2 * count, seed);
        return [.. Enumerable.Range(0, count).Select(i => NotZero(
            Math.Sqrt(-2 * Math.Log(uniform[i])) * Math.Cos(2 * Math.PI * uniform[count + i])))];
    }

    /// <summary>The numbers below a count in the order in which as many uniform numbers are sorted.</summary>
    public static int[] Order(int count, long seed)
    {
        var uniform = Uniform(count, seed);
        return [.. Enumerable.Range(0, count).OrderBy(i => uniform[i])];
    }

    private static long Next(long state) => 16807 * state % Modulus;

    private static double NotZero(double value) => value == 0 ? 1e-99 : value;
}
