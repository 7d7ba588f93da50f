using System.Reflection;
using Tune.Engine.Ports;

namespace Tune.Engine.Experiments;

/// <remarks>A snapshot is the folded state as bytes: a cache, which the journal can always replace.</remarks>
public static partial class ExperimentMachine
{
    // Raised whenever what is written below changes; the same code writes the same bytes.
    private const int SnapshotForm = 5;

    /// <summary>
    /// The state as bytes, for <see cref="Restore"/>. Changes nothing. Equal states give equal bytes, whichever way
    /// they came about.
    /// </summary>
    /// <param name="state">An experiment that exists.</param>
    /// <param name="specs">Writes its definition.</param>
    /// <param name="builds">Says which build of an assembly this is, and of all that it needs, in a text: only code
    /// with the same texts reads the bytes. By default it is the build of the assembly alone, and a change in what that
    /// needs is not noticed.</param>
    /// <returns>Null where it cannot be done: an algorithm does not carry its memory (<see cref="ICarriesMemory"/>), or
    /// is not in the catalogue.</returns>
    public static byte[]? Snapshot(
        ExperimentState state, SpecJson specs, Func<Assembly, string>? builds = null)
    {
        try
        {
            return state.Exists ? Written(state, specs, builds) : null;
        }
        catch (Exception)
        {
            // Whatever an algorithm throws here: nothing depends on a snapshot, so none fails an experiment.
            return null;
        }
    }

    /// <summary>Why there can be no snapshot, in a sentence; null if there can.</summary>
    /// <inheritdoc cref="Snapshot" path="/param" />
    public static string? SnapshotProblem(
        ExperimentState state, SpecJson specs, Func<Assembly, string>? builds = null)
    {
        try
        {
            Written(state, specs, builds);
            return null;
        }
        catch (Exception e)
        {
            return e.Message;
        }
    }

    /// <summary>
    /// The state that <see cref="Snapshot"/> was taken of. What follows from it, and what it becomes by the events that
    /// come after, is what it would be had all events been folded.
    /// </summary>
    /// <param name="snapshot">The bytes. Whether they belong to the journal at hand is the caller's to know.</param>
    /// <param name="specs">Reads the definition.</param>
    /// <param name="bind">Gives a definition its code back, as in <see cref="SpecCode.Bind"/>.</param>
    /// <param name="builds">What <see cref="Snapshot"/> was given: bytes that were written with other texts are of no
    /// use.</param>
    /// <returns>Null if the bytes are of no use: another version of the engine or of an algorithm wrote them, or they
    /// make no sense. The journal is folded then.</returns>
    public static ExperimentState? Restore(
        ReadOnlyMemory<byte> snapshot, SpecJson specs, Func<ExperimentSpec, ExperimentSpec> bind,
        Func<Assembly, string>? builds = null)
    {
        try
        {
            return Read(MemoryCarrier.ToRead(snapshot, builds), specs, bind);
        }
        catch (Exception)
        {
            // What is wrong with more than the snapshot comes up again when the journal is folded.
            return null;
        }
    }

    /// <summary>The same, and says what is wrong.</summary>
    internal static ExperimentState Read(
        MemoryCarrier by, SpecJson specs, Func<ExperimentSpec, ExperimentSpec> bind)
    {
        if (by.Number(0) is not SnapshotForm and var form)
        {
            throw new InvalidDataException($"it has the form {form}, and {SnapshotForm} is known");
        }

        by.Runtime();
        by.Maker(typeof(ExperimentMachine).Assembly);
        var spec = specs.Read(by.Text(""));
        var born = by.Optional(default(string), static (by, _) => by.Text("")) is { } text ? specs.Read(text) : null;
        var state = new ExperimentState();
        state.Begin(bind(born ?? spec));
        state.Spec = born is null ? state.Born : bind(spec);
        MarkCode(by, state);
        state.Carry(by);
        by.End();
        return state;
    }

    private static byte[] Written(ExperimentState state, SpecJson specs, Func<Assembly, string>? builds)
    {
        var by = MemoryCarrier.ToWrite(builds);
        by.Number(SnapshotForm);
        by.Runtime();
        by.Maker(typeof(ExperimentMachine).Assembly);
        var (spec, born) = (specs.Write(state.Spec!), specs.Write(state.Born!));
        by.Text(spec);
        by.Optional(born == spec ? null : born, static (by, text) => by.Text(text));
        MarkCode(by, state);
        state.Carry(by);
        return by.Written.ToArray();
    }

    private static void MarkCode(MemoryCarrier by, ExperimentState state)
    {
        ExperimentSpec[] specs = [state.Born!, state.Spec!];
        foreach (var code in specs.SelectMany(spec => spec.Space.CodeAssemblies()))
        {
            by.Maker(code);
        }
    }
}
