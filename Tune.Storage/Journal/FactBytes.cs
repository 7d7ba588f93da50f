using System.Text.Json;
using Tune.Bytes;
using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Storage.Journal;

/// <summary>Parts of facts as bytes, the same wherever they are stored.</summary>
internal static class FactBytes
{
    private const byte Completed = 0;
    private const byte Obeyed = 1;
    private const byte Interrupted = 2;
    private const byte Failed = 3;
    private const byte Lost = 4;

    private static readonly int s_failures = Enum.GetValues<FailureKind>().Length;

    public static void Write(CheckpointRef checkpoint, ByteWriter to)
    {
        Digest.Write(checkpoint.Digest, to);
        to.ZigZag(checkpoint.Bytes);
        to.ZigZag(checkpoint.Iteration);
    }

    public static CheckpointRef ReadCheckpoint(ref ByteReader from) =>
        new(Digest.Read(ref from), from.ZigZag(), from.SignedInt());

    public static void WriteOptional(CheckpointRef? checkpoint, ByteWriter to)
    {
        to.Byte(checkpoint is null ? (byte)0 : (byte)1);
        if (checkpoint is not null)
        {
            Write(checkpoint, to);
        }
    }

    public static CheckpointRef? ReadOptionalCheckpoint(ref ByteReader from) =>
        from.Choice(2) == 0 ? null : ReadCheckpoint(ref from);

    public static void Write(SlotSet slots, ByteWriter to)
    {
        to.Count(slots.Count);
        foreach (var slot in slots)
        {
            to.ZigZag(slot);
        }
    }

    public static SlotSet ReadSlots(ref ByteReader from)
    {
        var slots = new int[from.Count()];
        for (var i = 0; i < slots.Length; i++)
        {
            slots[i] = from.SignedInt();
        }

        return SlotSet.Of(slots);
    }

    public static void Write(Allocation where, ByteWriter to)
    {
        to.Count(where.Count);
        foreach (var (node, slots, each) in where)
        {
            to.Text(node);
            Write(slots, to);
            to.Text(each is null ? "" : JsonSerializer.Serialize(each));
        }
    }

    public static Allocation ReadAllocation(ref ByteReader from)
    {
        var parts = new NodeShare[from.Count()];
        try
        {
            for (var i = 0; i < parts.Length; i++)
            {
                var (node, slots, each) = (from.Text(), ReadSlots(ref from), from.Text());
                parts[i] = new NodeShare(
                    node, slots, each.Length == 0 ? null : JsonSerializer.Deserialize<Resources>(each));
            }

            return Allocation.Of(parts);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or NotSupportedException)
        {
            throw new InvalidDataException($"where an attempt runs makes no sense: {e.Message}", e);
        }
    }

    public static void Write(ProgramRecord program, ByteWriter to) => to.Text(JsonSerializer.Serialize(program));

    public static ProgramRecord ReadProgram(ref ByteReader from)
    {
        try
        {
            return JsonSerializer.Deserialize<ProgramRecord>(from.Text())
                ?? throw new InvalidDataException("a program is null");
        }
        catch (Exception e) when (e is JsonException or ArgumentException or NotSupportedException)
        {
            throw new InvalidDataException($"which program ran makes no sense: {e.Message}", e);
        }
    }

    public static void Write(AttemptOutcome outcome, ByteWriter to)
    {
        to.Byte(outcome switch
        {
            AttemptOutcome.Completed => Completed,
            AttemptOutcome.Obeyed => Obeyed,
            AttemptOutcome.Interrupted => Interrupted,
            AttemptOutcome.Failed => Failed,
            AttemptOutcome.Lost => Lost,
            _ => throw new ArgumentException($"There is no form for the outcome {outcome}."),
        });
        if (outcome is AttemptOutcome.Failed failed)
        {
            to.Byte((byte)failed.Kind);
            to.Text(failed.Message);
            to.Text(failed.LogTail);
        }
        else if (outcome is AttemptOutcome.Lost lost)
        {
            to.Text(lost.Why);
        }
    }

    public static AttemptOutcome ReadOutcome(ref ByteReader from) => from.Byte() switch
    {
        Completed => AttemptOutcome.Completed.Instance,
        Obeyed => AttemptOutcome.Obeyed.Instance,
        Interrupted => AttemptOutcome.Interrupted.Instance,
        Failed => new AttemptOutcome.Failed((FailureKind)from.Choice(s_failures), from.Text(), from.Text()),
        Lost => new AttemptOutcome.Lost(from.Text()),
        var tag => throw new InvalidDataException($"the outcome {tag} is not known"),
    };

    public static void Write(Moment moment, ByteWriter to)
    {
        to.ZigZag(moment.UtcTicks);
        to.ZigZag(moment.ActiveTicks);
    }

    public static Moment ReadMoment(ref ByteReader from) => new(from.ZigZag(), from.ZigZag());

    /// <summary>A list of names, written out.</summary>
    public static void Write(string[] names, ByteWriter to)
    {
        to.Count(names.Length);
        Array.ForEach(names, to.Text);
    }

    public static string[] ReadNames(ref ByteReader from)
    {
        var names = new string[from.Count()];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = from.Text();
        }

        return names;
    }

    /// <summary>The values of a configuration whose names are written elsewhere.</summary>
    public static void WriteValues(Configuration config, ByteWriter to)
    {
        foreach (var (_, value) in config)
        {
            ParameterValues.Write(value, to);
        }
    }

    public static Configuration ReadValues(string[] names, ref ByteReader from)
    {
        var entries = new (string, ParameterValue)[names.Length];
        for (var i = 0; i < names.Length; i++)
        {
            entries[i] = (names[i], ParameterValues.Read(ref from));
        }

        try
        {
            return names.Length == 0 ? Configuration.Empty : Configuration.Of(entries);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"a configuration cannot be read: {e.Message}", e);
        }
    }

    public static string[] NamesOf(Configuration config) => [.. config.Select(entry => entry.Key)];
}
