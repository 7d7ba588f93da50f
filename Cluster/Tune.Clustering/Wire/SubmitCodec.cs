using System.Text;
using Tune.Clustering.Children.Frames;
using Tune.Clustering.Protocol;
using Tune.Engine.Experiments;

namespace Tune.Clustering.Wire;

/// <summary>Packs an experiment that is submitted: who asks, and the spec as in the journal.</summary>
internal static class SubmitCodec
{
    public static byte[] Write(SubmitExperiment submit, SpecJson specs)
    {
        var target = new FrameBuffer();
        target.Text(submit.Id.ToString());
        target.Flag(submit.IsAgain);
        target.Raw(Encoding.UTF8.GetBytes(specs.Write(submit.Spec)));
        return target.Bytes.ToArray();
    }

    public static SubmitExperiment Read(ReadOnlySpan<byte> content, SpecJson specs)
    {
        var reader = new FrameReader(content);
        var (id, isAgain) = (RequestId.Parse(reader.Text()), reader.Flag());
        return new SubmitExperiment(specs.Read(Encoding.UTF8.GetString(reader.Rest))) { Id = id, IsAgain = isAgain };
    }
}
