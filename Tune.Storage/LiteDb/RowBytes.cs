using Tune.Bytes;
using Tune.Engine.Experiments;
using Tune.Engine.Portraits;
using Tune.Engine.Trials;
using Tune.Storage.Journal;
using Tune.Storage.Tracking;

namespace Tune.Storage.LiteDb;

/// <summary>Rows of the projection as payloads of documents. Their form may change freely: a file of another form is
/// made again from the journals.</summary>
internal static class RowBytes
{
    private static readonly int s_statuses = Enum.GetValues<TrialStatus>().Length;
    private static readonly int s_experimentStatuses = Enum.GetValues<ExperimentStatus>().Length;

    public static void Write(TrialRow row, ByteWriter to)
    {
        var trial = row.Portrait;
        to.ZigZag(trial.Trial.Number);
        var configs = new ConfigTable();
        configs.Add(trial.Config);
        LineBytes.Collect(trial.Line, configs);
        configs.Write(to);
        to.Byte((byte)trial.Status);
        to.Text(trial.Why);
        to.ZigZag(trial.Failures);
        to.ZigZag(trial.Losses);
        to.ZigZag(trial.Reports);
        to.Byte(trial.Error is null ? (byte)0 : (byte)1);
        if (trial.Error is not null)
        {
            FactBytes.Write(trial.Error, to);
        }

        FactBytes.Write(trial.Last, to);
        to.ZigZag(trial.Used.Ticks);
        to.Byte(trial.IsByHand ? (byte)1 : (byte)0);
        LabelBytes.Write(trial.Tags, trial.Note, trial.Deleted, to);
        LineBytes.Write(trial.Line, configs, to);
        to.Count(trial.Attempts.Count);
        trial.Attempts.ForEach(run => AttemptBytes.Write(run, to));
        to.Count(row.Seen.Count);
        row.Seen.ForEach(seen =>
        {
            to.Text(seen.Metric);
            to.ZigZag(seen.Count);
        });
        to.Count(row.Chunks);
        to.Raw(row.Tail.Bytes);
    }

    public static TrialRow ReadTrial(ReadOnlySpan<byte> payload)
    {
        var from = new ByteReader(payload);
        var number = from.SignedInt();
        var configs = ConfigTable.Read(ref from);
        var trial = new TrialPortrait(new TrialId(number))
        {
            Config = configs[0],
            Status = (TrialStatus)from.Choice(s_statuses),
            Why = from.Text(),
            Failures = from.SignedInt(),
            Losses = from.SignedInt(),
            Reports = from.SignedInt(),
            Error = from.Choice(2) == 0 ? null : (AttemptOutcome.Failed)FactBytes.ReadOutcome(ref from),
            Last = FactBytes.ReadMoment(ref from),
            Used = new TimeSpan(from.ZigZag()),
            IsByHand = from.Choice(2) == 1,
            Tags = LabelBytes.ReadTags(ref from),
            Note = from.Text(),
            Deleted = LabelBytes.ReadDeleted(ref from),
            Line = LineBytes.Read(configs, ref from),
        };
        for (var left = from.Count(); left > 0; left--)
        {
            trial.Attempts.Add(AttemptBytes.Read(ref from));
        }

        var row = new TrialRow(trial);
        for (var left = from.Count(); left > 0; left--)
        {
            row.Seen.Add((from.Text(), from.SignedInt()));
        }

        row.Chunks = from.Int();
        row.Tail.Load(from.Raw(from.Left));
        return row;
    }

    public static void Write(ExperimentPortrait row, SpecJson specs, ByteWriter to)
    {
        to.Text(row.Name);
        to.Byte((byte)row.Status);
        to.Byte((byte)((row.IsOpen ? 1 : 0) | (row.IsDraining ? 2 : 0)));
        to.Text(row.Why);
        to.ZigZag(row.Session.Number);
        to.ZigZag(row.Sessions);
        to.ZigZag(row.Proposed);
        to.ZigZag(row.Reports);
        to.ZigZag(row.Decisions);
        to.ZigZag(row.Refusals);
        to.ZigZag(row.Position);
        FactBytes.Write(row.Created, to);
        FactBytes.Write(row.Last, to);
        Write(row.Counts, to);
        Write(row.Reached, to);
        Write(row.Podium.Top, to);
        Write(row.Podium.Settled, to);
        Write(row.Going, to);
        Write(row.Failed, to);
        FactBytes.Write([.. row.Errors], to);
        to.Text(row.Spec is null ? "" : specs.Write(row.Spec));
        to.Count(row.Programs.Count);
        foreach (var program in row.Programs)
        {
            FactBytes.Write(program, to);
        }

        LabelBytes.Write(row.Tags, row.Note, row.Deleted, to);
        to.Text(row.Title);
        to.ZigZag(row.Enqueued);
        Write(row.DeletedTrials, to);
    }

    public static ExperimentPortrait ReadExperiment(ref ByteReader from, SpecJson specs)
    {
        var name = from.Text();
        var status = (ExperimentStatus)from.Choice(s_experimentStatuses);
        var owner = from.Choice(4);
        var row = new ExperimentPortrait(name)
        {
            Status = status,
            IsOpen = (owner & 1) != 0,
            IsDraining = (owner & 2) != 0,
            Why = from.Text(),
            Session = new Term(from.SignedInt()),
            Sessions = from.SignedInt(),
            Proposed = from.SignedInt(),
            Reports = from.ZigZag(),
            Decisions = from.ZigZag(),
            Refusals = from.ZigZag(),
            Position = from.ZigZag(),
            Created = FactBytes.ReadMoment(ref from),
            Last = FactBytes.ReadMoment(ref from),
            Counts = ReadNumbers(ref from),
            Reached = ReadNumbers(ref from),
            Podium = new Podium { Top = ReadPlaces(ref from), Settled = ReadPlaces(ref from) },
        };
        ReadTrials(row.Going, ref from);
        ReadTrials(row.Failed, ref from);
        row.Errors = FactBytes.ReadNames(ref from);
        var spec = from.Text();
        row.Spec = spec.Length == 0 ? null : specs.Read(spec);
        var programs = new ProgramRecord[from.Count()];
        for (var i = 0; i < programs.Length; i++)
        {
            programs[i] = FactBytes.ReadProgram(ref from);
        }

        row.Programs = programs;
        row.Tags = LabelBytes.ReadTags(ref from);
        row.Note = from.Text();
        row.Deleted = LabelBytes.ReadDeleted(ref from);
        row.Title = from.Text();
        row.Enqueued = from.SignedInt();
        ReadTrials(row.DeletedTrials, ref from);
        return row;
    }

    private static void Write(int[] numbers, ByteWriter to)
    {
        to.Count(numbers.Length);
        Array.ForEach(numbers, number => to.ZigZag(number));
    }

    private static int[] ReadNumbers(ref ByteReader from)
    {
        var numbers = new int[from.Count()];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = from.SignedInt();
        }

        return numbers;
    }

    private static void Write(SortedSet<TrialId> trials, ByteWriter to)
    {
        to.Count(trials.Count);
        var before = -1;
        foreach (var trial in trials)
        {
            to.Count(trial.Number - before);
            before = trial.Number;
        }
    }

    private static void ReadTrials(SortedSet<TrialId> trials, ref ByteReader from)
    {
        var trial = -1;
        for (var left = from.Count(); left > 0; left--)
        {
            trial = checked(trial + from.Int());
            trials.Add(new TrialId(trial));
        }
    }

    private static void Write(IReadOnlyList<Placed> places, ByteWriter to)
    {
        var configs = new ConfigTable();
        foreach (var placed in places)
        {
            configs.Add(placed.Best.Config);
        }

        configs.Write(to);
        to.Count(places.Count);
        foreach (var placed in places)
        {
            to.ZigZag(placed.Trial.Number);
            LineBytes.Write(placed.Best, configs, to);
        }
    }

    private static Placed[] ReadPlaces(ref ByteReader from)
    {
        var configs = ConfigTable.Read(ref from);
        var places = new Placed[from.Count()];
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = new Placed(new TrialId(from.SignedInt()), LineBytes.ReadPoint(configs, ref from)!);
        }

        return places;
    }
}
