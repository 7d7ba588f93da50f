using System.Text;

namespace Tune.Clustering.Logs;

/// <summary>The last lines of a log, in bounded memory that is used over and over.</summary>
internal sealed class LastLines
{
    /// <summary>How many lines are kept.</summary>
    public const int Count = 50;

    private const int TextMax = 16_000;
    private readonly byte[][] _lines = new byte[Count][];
    private readonly int[] _lengths = new int[Count];
    private long _added;

    public void Clear() => _added = 0;

    public void Add(ReadOnlySpan<byte> line)
    {
        var place = (int)(_added++ % Count);
        if (_lines[place] is null || _lines[place].Length < line.Length)
        {
            _lines[place] = new byte[Math.Max(128, line.Length)];
        }

        line.CopyTo(_lines[place]);
        _lengths[place] = line.Length;
    }

    /// <summary>The lines, oldest first; cut at the front to what an event may carry.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        for (var i = Math.Max(0, _added - Count); i < _added; i++)
        {
            var place = (int)(i % Count);
            text.Append(text.Length > 0 ? "\n" : "")
                .Append(Encoding.UTF8.GetString(_lines[place].AsSpan(0, _lengths[place])));
        }

        return text.Length <= TextMax ? text.ToString() : text.ToString(text.Length - TextMax, TextMax);
    }
}
