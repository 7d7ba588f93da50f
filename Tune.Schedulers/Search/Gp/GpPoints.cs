namespace Tune.Schedulers.Search.Gp;

/// <summary>Points, column by column, so that one instruction compares a point with four others.</summary>
internal sealed class GpPoints
{
    /// <summary>How many numbers one instruction takes; room comes in multiples of it.</summary>
    public const int Lanes = 4;

    private readonly double[][] _columns;

    public GpPoints(GpColumns columns, IReadOnlyList<double[]> rows)
    {
        (Columns, Count) = (columns, rows.Count);
        _columns = [.. Enumerable.Range(0, columns.Count).Select(_ => new double[Padded(rows.Count)])];
        for (var i = 0; i < rows.Count; i++)
        {
            for (var c = 0; c < columns.Count; c++)
            {
                _columns[c][i] = rows[i][c];
            }
        }
    }

    /// <summary>What the columns mean.</summary>
    public GpColumns Columns { get; }

    /// <summary>How many points there are.</summary>
    public int Count { get; }

    /// <summary>One column, zeros behind its end up to a multiple of <see cref="Lanes"/>.</summary>
    public ReadOnlySpan<double> this[int column] => _columns[column];

    /// <summary>The next multiple of <see cref="Lanes"/>.</summary>
    public static int Padded(int count) => (count + Lanes - 1) / Lanes * Lanes;

    /// <summary>One point.</summary>
    public void Copy(int row, Span<double> point)
    {
        for (var c = 0; c < _columns.Length; c++)
        {
            point[c] = _columns[c][row];
        }
    }
}
