using System.Collections.Immutable;
using System.Text;
using Tune.Clustering.Children.Frames;
using Tune.Clustering.Protocol;
using Tune.Engine.Experiments;
using Tune.Engine.Trials;

namespace Tune.Clustering.Wire;

/// <summary>Packs an experiment that is submitted: who asks, and the spec as in the journal.</summary>
internal static class SubmitCodec
{
    public static byte[] Write(SubmitExperiment submit, SpecJson specs)
    {
        var target = new FrameBuffer();
        target.Text(submit.Id.ToString());
        target.Flag(submit.IsAgain);
        target.Flag(submit.Again is not null);
        if (submit.Again is { } again)
        {
            target.Flag(again.FromNothing);
            target.Number(again.Trials.Length);
            foreach (var trial in again.Trials)
            {
                target.Number(trial.Number);
            }
        }

        target.Raw(Encoding.UTF8.GetBytes(specs.Write(submit.Spec)));
        return target.Bytes.ToArray();
    }

    /// <param name="content">The bytes.</param>
    /// <param name="specs">Reads the spec.</param>
    /// <param name="hasAgain">Whether the form has second chances.</param>
    public static SubmitExperiment Read(ReadOnlySpan<byte> content, SpecJson specs, bool hasAgain)
    {
        var reader = new FrameReader(content);
        var (id, isAgain) = (RequestId.Parse(reader.Text()), reader.Flag());
        var again = hasAgain && reader.Flag() ? ReadAgain(ref reader) : null;
        return new SubmitExperiment(specs.Read(Encoding.UTF8.GetString(reader.Rest)), again)
        {
            Id = id, IsAgain = isAgain,
        };
    }

    private static SecondChance ReadAgain(ref FrameReader reader)
    {
        var fromNothing = reader.Flag();
        var trials = ImmutableArray.CreateBuilder<TrialId>();
        for (var left = reader.Small(); left > 0; left--)
        {
            trials.Add(new TrialId(reader.Small()));
        }

        return new SecondChance { FromNothing = fromNothing, Trials = trials.ToImmutable() };
    }
}
