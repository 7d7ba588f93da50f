using System.Text;

namespace Tune.Hosting.Importing;

/// <summary>Reads the rows of a CSV file (RFC 4180; also with semicolons or tabs, as its first line has them).
/// </summary>
internal static class CsvRows
{
    private const int CellCharsMax = 1_000_000;
    private const int CellsMax = 10_000;
    private const int HeadingCharsMax = 10_000_000;

    /// <summary>Each row and the number of the line it begins at, counted from 1. Lines without any letter are left
    /// out.</summary>
    /// <exception cref="ImportException">The text is no CSV; the message names the line.</exception>
    public static IEnumerable<(int Line, List<string> Cells)> Read(TextReader input)
    {
        var reader = new Reader(input, DelimiterOf(input, out var first), first);
        while (reader.Next() is { } row)
        {
            if (row.Cells is not [""])
            {
                yield return row;
            }
        }
    }

    private static char DelimiterOf(TextReader input, out string first)
    {
        var line = new StringBuilder();
        for (var c = input.Read(); c is >= 0 and not '\n'; c = input.Read())
        {
            line.Append((char)c);
            if (line.Length > HeadingCharsMax)
            {
                throw new ImportException($"The first line has more than {HeadingCharsMax} characters.");
            }
        }

        var heading = first = line.Append('\n').ToString();
        return ((char[])[',', ';', '\t']).MaxBy(delimiter => heading.Count(c => c == delimiter));
    }

    // The first line has been read already.
    private sealed class Reader(TextReader input, char delimiter, string first)
    {
        private readonly StringBuilder _cell = new();
        private int _at;
        private int _line = 1;

        public (int Line, List<string> Cells)? Next()
        {
            if (Peek() < 0)
            {
                return null;
            }

            var begun = _line;
            var cells = new List<string>();
            while (true)
            {
                cells.Add(Cell(begun));
                if (cells.Count > CellsMax)
                {
                    throw new ImportException($"Line {begun} has more than {CellsMax} cells.");
                }

                var end = Take();
                if (end != delimiter)
                {
                    if (end == '\r' && Peek() == '\n')
                    {
                        Take();
                    }

                    return (begun, cells);
                }
            }
        }

        private string Cell(int line)
        {
            _cell.Clear();
            if (Peek() == '"')
            {
                Quoted(line);
            }

            while (Peek() is >= 0 and not '\n' and not '\r' && Peek() != delimiter)
            {
                Put(Take(), line);
            }

            return _cell.ToString();
        }

        private void Quoted(int line)
        {
            Take();
            while (true)
            {
                switch (Take())
                {
                    case < 0:
                        throw new ImportException($"A quoted cell that begins in line {line} has no end.");
                    case '"' when Peek() == '"':
                        Put(Take(), line);
                        break;
                    case '"':
                        return;
                    case var c:
                        Put(c, line);
                        break;
                }
            }
        }

        private void Put(int c, int line)
        {
            _cell.Append((char)c);
            if (_cell.Length > CellCharsMax)
            {
                throw new ImportException($"Line {line} has a cell of more than {CellCharsMax} characters.");
            }
        }

        private int Peek() => _at < first.Length ? first[_at] : input.Peek();

        private int Take()
        {
            var c = _at < first.Length ? first[_at++] : input.Read();
            _line += c == '\n' ? 1 : 0;
            return c;
        }
    }
}
