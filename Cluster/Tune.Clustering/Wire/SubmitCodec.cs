using System.Collections.Immutable;
using System.Text;
using Tune.Clustering.Children.Frames;
using Tune.Clustering.Protocol;
using Tune.Engine.Experiments;
using Tune.Engine.Experiments.Acts;
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

        target.Flag(submit.Mark is not null);
        if (submit.Mark is { } mark)
        {
            target.Text(mark.Act.ToJson());
            target.Text(mark.By.Who);
            target.Text(mark.By.Via);
            target.Text(mark.By.Key ?? "");
        }

        target.Raw(Encoding.UTF8.GetBytes(specs.Write(submit.Spec)));
        return target.Bytes.ToArray();
    }

    /// <param name="content">The bytes.</param>
    /// <param name="specs">Reads the spec.</param>
    /// <param name="form">The form, 2 to 4: from 3 on it has second chances, from 4 on what is written about
    /// it.</param>
    public static SubmitExperiment Read(ReadOnlySpan<byte> content, SpecJson specs, int form)
    {
        var reader = new FrameReader(content);
        var (id, isAgain) = (RequestId.Parse(reader.Text()), reader.Flag());
        var again = form >= 3 && reader.Flag() ? ReadAgain(ref reader) : null;
        var mark = form >= 4 && reader.Flag() ? ReadMark(ref reader) : null;
        return new SubmitExperiment(specs.Read(Encoding.UTF8.GetString(reader.Rest)), again, mark)
        {
            Id = id, IsAgain = isAgain,
        };
    }

    private static SubmitMark ReadMark(ref FrameReader reader)
    {
        var act = UserAct.FromJson(reader.Text()) as UserAct.Annotate
            ?? throw new InvalidDataException("what is written about a new experiment is no annotation");
        var (who, via, key) = (reader.Text(), reader.Text(), reader.Text());
        return new SubmitMark(act, new ActedBy(who, via, key.Length == 0 ? null : key));
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
