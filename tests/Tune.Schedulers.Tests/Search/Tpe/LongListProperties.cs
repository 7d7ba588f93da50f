using CsCheck;
using Tune.Schedulers.Search.Tpe;

namespace Tune.Schedulers.Tests.Search.Tpe;

internal sealed class LongListProperties
{
    // Few values: most are there several times, and which of them a search meets first matters.
    [Test]
    public void List_AfterAnyChanges_IsAsAListInOnePiece() =>
        Gen.Select(Gen.Int[2, 9], Gen.Int[0, 12].Array[0, 200], Gen.Bool).Sample((pieceMax, values, isFilled) =>
        {
            var list = new LongList<int>(pieceMax);
            int[] model = [];
            if (isFilled)
            {
                list.Fill(model = [.. values.Order()]);
            }

            foreach (var value in values)
            {
                var at = Array.BinarySearch(model, value);
                Assert.That(list.BinarySearch(value), Is.EqualTo(at));
                Assert.That(list.CountBelow(value), Is.EqualTo(model.Count(other => other < value)));
                Assert.That(list.IndexOf(value, list.CountBelow(value)), Is.EqualTo(Array.IndexOf(model, value)));
                if (at >= 0 && value % 3 == 0)
                {
                    list.RemoveAt(at);
                    model = [.. model[..at], .. model[(at + 1)..]];
                }
                else
                {
                    at = at < 0 ? ~at : at;
                    list.Insert(at, value);
                    model = [.. model[..at], value, .. model[at..]];
                }

                Assert.That(list.ToArray(), Is.EqualTo(model));
                Assert.That(Enumerable.Range(0, list.Count).Select(i => list[i]), Is.EqualTo(model));
            }
        });
}
