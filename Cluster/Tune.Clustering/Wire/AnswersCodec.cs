using System.Runtime.InteropServices;
using Tune.Clustering.Children.Frames;
using Tune.Clustering.Protocol;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;

namespace Tune.Clustering.Wire;

/// <summary>Packs the answers to a batch.</summary>
internal static class AnswersCodec
{
    public static byte[] Write(BatchAnswers answers)
    {
        var target = new FrameBuffer();
        target.Text(answers.Experiment);
        target.Number(answers.Term.Number);
        target.Number(answers.Epoch.Number);
        target.Number(answers.Number);
        target.Number(answers.Answers.Length);
        foreach (var answer in answers.Answers)
        {
            AnswerCodec.Write(target, answer);
        }

        return target.Bytes.ToArray();
    }

    public static BatchAnswers Read(ReadOnlySpan<byte> content)
    {
        var reader = new FrameReader(content);
        var experiment = reader.Text();
        var term = new Term(reader.Small());
        var epoch = new OwnerEpoch(reader.Number());
        var number = reader.Number();
        var answers = new TrialAnswer[WireCount.Read(ref reader)];
        for (var i = 0; i < answers.Length; i++)
        {
            answers[i] = AnswerCodec.Read(ref reader);
        }

        WireCount.End(reader);
        return new BatchAnswers(
            experiment, term, epoch, number, ImmutableCollectionsMarshal.AsImmutableArray(answers));
    }
}
