using System.Globalization;
using Tune.Engine.Experiments;

namespace Tune.Storage.Export;

/// <summary>Writes cells and lines of CSV. What it holds back is written with <see cref="Flush"/>.</summary>
internal sealed class CsvText(TextWriter output)
{
    private const int CharsMax = 1 << 16;

    // The longest number or time has fewer.
    private const int CellCharsMax = 64;

    private readonly char[] _buffer = new char[CharsMax];
    private int _used;
    private bool _isLineBegun;

    /// <summary>A text cell as it stands in a file: guarded against being taken for a formula, quoted if need
    /// be.</summary>
    public static string Quoted(string text)
    {
        var safe = IsFormula(text) ? "'" + text : text;
        return safe.Length == 0 || safe.AsSpan().IndexOfAny("\",\r\n") >= 0
            ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : safe;
    }

    public void Absent() => Separate();

    public void Text(string text) => Raw(Quoted(text));

    /// <summary>Cells that are written already.</summary>
    public void Raw(ReadOnlySpan<char> cells)
    {
        Separate();
        Put(cells);
    }

    public void Number(double value) => Value(value, "R");

    /// <summary>A number, or nothing.</summary>
    public void NumberOrAbsent(double? value)
    {
        if (value is { } number)
        {
            Number(number);
        }
        else
        {
            Absent();
        }
    }

    public void Number(long value) => Value(value, default);

    public void Time(Moment moment) => Value(moment.Utc, "O");

    public void EndLine()
    {
        Put("\n");
        _isLineBegun = false;
    }

    public void Flush()
    {
        output.Write(_buffer.AsSpan(0, _used));
        _used = 0;
    }

    /// <summary>Whether a spreadsheet may take a text for a formula, behind apostrophes too: such a one has an
    /// apostrophe more in a file. The signs of full width are the same to one that was made for them.</summary>
    public static bool IsFormula(string text)
    {
        var rest = text.AsSpan().TrimStart('\'');
        return !rest.IsEmpty && rest[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n'
                or '\uFF1D' or '\uFF0B' or '\uFF0D' or '\uFF20'
            && !double.TryParse(rest, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
    }

    private void Value<T>(T value, ReadOnlySpan<char> format)
        where T : ISpanFormattable
    {
        Separate();
        if (CharsMax - _used < CellCharsMax)
        {
            Flush();
        }

        value.TryFormat(_buffer.AsSpan(_used), out var written, format, CultureInfo.InvariantCulture);
        _used += written;
    }

    private void Separate()
    {
        if (_isLineBegun)
        {
            Put(",");
        }

        _isLineBegun = true;
    }

    private void Put(ReadOnlySpan<char> text)
    {
        if (text.Length > CharsMax - _used)
        {
            Flush();
        }

        if (text.Length > CharsMax)
        {
            output.Write(text);
            return;
        }

        text.CopyTo(_buffer.AsSpan(_used));
        _used += text.Length;
    }
}
