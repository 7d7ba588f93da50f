using Tune.Storage.Opening;

namespace Tune.Storage.Tests.Opening;

internal sealed class StoreAddressTests
{
    [TestCase("./data", "file", "./data")]
    [TestCase("/data", "file", "/data")]
    [TestCase("data", "file", "data")]
    [TestCase("./a:b", "file", "./a:b")]
    [TestCase(@"C:\data", "file", @"C:\data")]
    [TestCase("1:2", "file", "1:2")]
    [TestCase(":data", "file", ":data")]
    [TestCase("file:data", "file", "data")]
    [TestCase("FILE:Data", "file", "Data")]
    [TestCase("memory:", "memory", "")]
    [TestCase("postgres://host/base?a=b", "postgres", "//host/base?a=b")]
    [TestCase("a+b-c.d:x", "a+b-c.d", "x")]
    public void Parse_AnAddress_TellsSchemeAndRest(string text, string scheme, string rest)
    {
        var address = StoreAddress.Parse(text);

        Assert.That((address.Text, address.Scheme, address.Rest), Is.EqualTo((text, scheme, rest)));
    }

    [TestCase("")]
    [TestCase(" ")]
    public void Parse_Nothing_IsRefused(string text) =>
        Assert.That(() => StoreAddress.Parse(text), Throws.ArgumentException);
}
