using Parquet;
using Parquet.Schema;
using Tune.Engine.Spaces;

namespace Tune.Storage.Export;

/// <summary>One column of the row group being filled.</summary>
internal abstract class ParquetColumn(DataField leaf)
{
    public DataField Field => leaf;

    /// <summary>A column of values that may be absent.</summary>
    public static ParquetColumn Of(ValueKind kind, string name, int size) => kind switch
    {
        ValueKind.Integer => new ParquetNumbers<long>(new DataField<long?>(name), size),
        ValueKind.Real => new ParquetNumbers<double>(new DataField<double?>(name), size),
        ValueKind.Boolean => new ParquetNumbers<bool>(new DataField<bool?>(name), size),
        _ => new ParquetTexts(new DataField<string>(name), size),
    };

    // Rows are held until a group is full, so wide experiments get shorter groups.
    private const int CellsMax = 4_000_000;
    private const int RowsMin = 1_000;
    private const int RowsMax = 50_000;

    /// <summary>How many rows a group of so many columns holds.</summary>
    public static int RowsOf(int columns) => Math.Clamp(CellsMax / columns, RowsMin, RowsMax);

    /// <summary>Writes a whole file.</summary>
    /// <param name="columns">Made for as many rows as <see cref="RowsOf"/> says.</param>
    /// <param name="rows">What is in it.</param>
    /// <param name="fill">Puts one into the columns, at a row.</param>
    /// <param name="output">Where it goes.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>How many rows it has.</returns>
    public static async Task<long> WriteAsync<T>(
        List<ParquetColumn> columns, IAsyncEnumerable<T> rows, Action<T, int> fill, Stream output,
        CancellationToken cancellation)
    {
        var schema = new ParquetSchema(columns.Select(column => (Field)column.Field).ToArray());
        await using var writer = await ParquetWriter.CreateAsync(
            schema, output, new ParquetOptions { CompressionMethod = CompressionMethod.Snappy },
            cancellationToken: cancellation);
        var (size, held, all) = (RowsOf(columns.Count), 0, 0L);
        await foreach (var row in rows.WithCancellation(cancellation))
        {
            fill(row, held);
            all++;
            if (++held == size)
            {
                await WriteGroupAsync(writer, columns, held);
                held = 0;
            }
        }

        if (held > 0)
        {
            await WriteGroupAsync(writer, columns, held);
        }

        return all;
    }

    // Writes what all columns hold, and empties them.
    private static async Task WriteGroupAsync(ParquetWriter writer, List<ParquetColumn> columns, int rows)
    {
        using var group = writer.CreateRowGroup();
        foreach (var column in columns)
        {
            await column.WriteAsync(group, rows);
            column.Clear();
        }

        group.CompleteValidate();
    }

    public abstract void Set(int row, ParameterValue value);

    public abstract Task WriteAsync(ParquetRowGroupWriter group, int rows);

    public abstract void Clear();
}

internal sealed class ParquetNumbers<T>(DataField leaf, int size) : ParquetColumn(leaf)
    where T : struct
{
    public T?[] Values { get; } = new T?[size];

    public override void Set(int row, ParameterValue value)
    {
        if (value.IsNull)
        {
            return;
        }

        switch (Values)
        {
            case double?[] reals:
                reals[row] = value.AsReal();
                break;
            case long?[] integers:
                integers[row] = value.AsInteger();
                break;
            case bool?[] truths:
                truths[row] = value.AsBoolean();
                break;
            default:
                throw new InvalidOperationException($"No parameter is a {typeof(T).Name}.");
        }
    }

    public override Task WriteAsync(ParquetRowGroupWriter group, int rows) => Field.IsNullable
        ? group.WriteAsync<T>(Field, Values.AsMemory(0, rows))
        : group.WriteAsync<T>(Field, Array.ConvertAll(Values[..rows], value => value.GetValueOrDefault()));

    public override void Clear() => Array.Clear(Values);
}

internal sealed class ParquetTexts(DataField leaf, int size) : ParquetColumn(leaf)
{
    private readonly string?[] _values = new string?[size];

    public override void Set(int row, ParameterValue value) => _values[row] = value.ToString();

    public override Task WriteAsync(ParquetRowGroupWriter group, int rows) =>
        group.WriteAsync(Field, new ArraySegment<string>(_values!, 0, rows));

    public override void Clear() => Array.Clear(_values);
}
