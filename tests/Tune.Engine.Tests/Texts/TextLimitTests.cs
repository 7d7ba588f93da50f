using System.Text;
using Tune.Engine.Experiments;
using Tune.Engine.Texts;
using Tune.Engine.Trials;

namespace Tune.Engine.Tests.Texts;

internal sealed class TextLimitTests
{
    [Test]
    public void Clip_UpToTheLimit_ChangesNothing()
    {
        var text = new string('a', TextLimit.BytesMax);
        Assert.That(TextLimit.Clip(text), Is.SameAs(text));
    }

    [TestCase("a", 20_000_000)]
    [TestCase("ä", 40_000)]
    [TestCase("𝄞", 16_385)]
    [TestCase("x𝄞", 16_385)]
    public void Clip_BeyondTheLimit_KeepsBothEndsAndSaysHowMuchIsMissing(string part, int times)
    {
        var text = string.Concat(Enumerable.Repeat(part, times));
        var clipped = TextLimit.Clip(text);

        var total = Encoding.UTF8.GetByteCount(text);
        var kept = clipped.Split('\n');
        Assert.That(Encoding.UTF8.GetByteCount(clipped), Is.LessThanOrEqualTo(TextLimit.BytesMax));
        Assert.That(kept, Has.Length.EqualTo(3));
        Assert.That(text, Does.StartWith(kept[0]).And.EndWith(kept[2]));
        Assert.That(clipped, Does.Not.Contain('\uFFFD'));
        var cut = total - Encoding.UTF8.GetByteCount(kept[0]) - Encoding.UTF8.GetByteCount(kept[2]);
        Assert.That(kept[1], Is.EqualTo(FormattableString.Invariant($"… {cut:N0} bytes cut out, 64 KiB are kept …")));
        Assert.That(TextLimit.Clip(clipped), Is.SameAs(clipped));
    }

    [Test]
    public void Texts_ThatEnterAnExperiment_AreCut()
    {
        var text = new string('a', 20_000_000);
        string[] texts =
        [
            new AttemptOutcome.Failed(FailureKind.Exception, text, "").Message,
            new AttemptOutcome.Failed(FailureKind.Exception, "", text).LogTail,
            (new AttemptOutcome.Failed(FailureKind.Exception, "", "") with { Message = text }).Message,
            new AttemptOutcome.Lost(text).Why,
            new Decision.Stop(StopReason.User, text).Why,
            new ExperimentEvent.TrialEnded(default, new TrialId(0), TrialStatus.Errored, text).Why,
            new ExperimentEvent.Ended(default, ExperimentStatus.Failed, text).Why,
            new ExperimentEvent.MessageRefused(default, new TrialId(0), default, text).Why,
        ];

        Assert.That(texts.Select(Encoding.UTF8.GetByteCount), Is.All.LessThanOrEqualTo(TextLimit.BytesMax));
    }
}
