using Akka.TestKit;

namespace Tune.Clustering.Tests;

/// <summary>What the actor test kit asserts, asserted with NUnit.</summary>
internal sealed class NUnitAssertions : ITestKitAssertions
{
    public void Fail(string format = "", params object[] args) => Assert.Fail(Text(format, args));

    public void AssertTrue(bool condition, string format = "", params object[] args) =>
        Assert.That(condition, Is.True, Text(format, args));

    public void AssertFalse(bool condition, string format = "", params object[] args) =>
        Assert.That(condition, Is.False, Text(format, args));

    public void AssertEqual<T>(T expected, T actual, string format = "", params object[] args) =>
        Assert.That(actual, Is.EqualTo(expected), Text(format, args));

    public void AssertEqual<T>(
        T expected, T actual, Func<T, T, bool> comparer, string format = "", params object[] args) =>
        Assert.That(comparer(expected, actual), Is.True, Text(format, args));

    public Exception AssertThrows(Action action) => Assert.Catch(() => action())!;

    public T AssertThrows<T>(Action action)
        where T : Exception => Assert.Throws<T>(() => action())!;

    public async Task<Exception> AssertThrowsAsync(Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (Exception e)
        {
            return e;
        }

        throw new AssertionException("Nothing was thrown.");
    }

    public async Task<T> AssertThrowsAsync<T>(Func<Task> action)
        where T : Exception => (T)await AssertThrowsAsync(action);

    private static string Text(string format, object[] args) =>
        args.Length == 0 ? format : string.Format(System.Globalization.CultureInfo.InvariantCulture, format, args);
}
