using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Tune.Client.Shapes;

namespace Tune.Client;

/// <summary>
/// Asks a TuneNet that runs in another program: what its experiments have come to, and to act on them. One client may
/// be used from several threads at once. Whatever is not done ends with a <see cref="TuneClientException"/>, whose
/// <see cref="TuneClientException.Kind"/> says why to programs; what is asked wrongly, such as a negative number, with
/// an <see cref="ArgumentException"/> before anything is sent.
/// </summary>
/// <remarks>
/// What only reads, and what acts under a key, is tried again where a connection breaks or the store is busy, twice at
/// most and never for longer than <see cref="Patience"/>. A key makes that safe: the program does what it is asked
/// under one key once, and to whoever asks again says what it said before. Each call makes up its own unless it is
/// given one.
/// </remarks>
public sealed partial class TuneClient : IDisposable
{
    private const string Api = "api/v1/";
    private const int AnswerBytesMax = 512 * 1024 * 1024;

    private readonly HttpClient _http;
    private readonly SocketsHttpHandler _handler;
    private readonly Func<string?> _token;
    private readonly bool _isStore;

    /// <summary>A client of a server.</summary>
    /// <param name="address">Where it is, such as <c>http://127.0.0.1:8265</c>, or what it is mounted under.</param>
    /// <param name="token">The secret it lets programs in with; null where it knows them otherwise.</param>
    /// <exception cref="ArgumentException">It is no absolute address of HTTP.</exception>
    public TuneClient(Uri address, string? token = null)
        : this(Required(address), new SocketsHttpHandler(), () => token, isStore: false)
    {
    }

    private TuneClient(Uri address, SocketsHttpHandler handler, Func<string?> token, bool isStore)
    {
        handler.UseProxy = !isStore && !address.IsLoopback;
        handler.UseCookies = false;
        handler.AllowAutoRedirect = false;
        handler.ConnectTimeout = TimeSpan.FromSeconds(10);
        handler.PooledConnectionIdleTimeout = TimeSpan.FromSeconds(10);
        (_handler, _token, _isStore, Address) = (handler, token, isStore, address);
        _http = new HttpClient(handler)
        {
            BaseAddress = address,
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = AnswerBytesMax,
        };
    }

    /// <summary>A client of the program that has a store open on this machine, which needs no token: it is known that
    /// the same user asks. Nothing is opened before something is asked; where no program has the store open, that ends
    /// with <see cref="TuneClientException.NoOwner"/>.</summary>
    /// <param name="store">The store's folder.</param>
    public static TuneClient ForStore(string store)
    {
        ArgumentException.ThrowIfNullOrEmpty(store);
        var door = new StoreDoor(Path.GetFullPath(store));
        return new TuneClient(
            new Uri("http://localhost/"),
            new SocketsHttpHandler { ConnectCallback = async (_, cancellation) => await door.OpenAsync(cancellation) },
            () => door.Token,
            isStore: true);
    }

    /// <summary>Whom this asks; <c>http://localhost/</c> for the program that has a store open.</summary>
    public Uri Address { get; }

    /// <summary>How long a call may take, all its tries together, above 0; default 35 seconds. The server gives itself
    /// 30 to act.</summary>
    public TimeSpan Patience
    {
        get;
        set => field = value > TimeSpan.Zero && value <= TimeSpan.FromDays(1)
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(value), value, "Patience must be above 0 and at most a day.");
    } = TimeSpan.FromSeconds(35);

    /// <summary>What the audit says that acts came by, 1 to 20 small letters; default <c>client</c>.</summary>
    public string Via
    {
        get;
        set => field = value is { Length: >= 1 and <= 20 } && value.All(char.IsAsciiLetterLower)
            ? value
            : throw new ArgumentException("Via must be 1 to 20 small letters.", nameof(value));
    } = "client";

    /// <summary>Lets go of the connections.</summary>
    public void Dispose() => _http.Dispose();

    private static Uri Required(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.IsAbsoluteUri && address.Scheme is "http" or "https"
            ? address.AbsolutePath.EndsWith('/') ? address : new Uri(address.GetLeftPart(UriPartial.Path) + "/")
            : throw new ArgumentException($"'{address}' is no absolute address of HTTP.", nameof(address));
    }

    private static string Segment(string name, string argument = "experiment")
    {
        ArgumentException.ThrowIfNullOrEmpty(name, argument);
        return Uri.EscapeDataString(name);
    }

    private Task<T> GetAsync<T>(string path, JsonTypeInfo<T> form, CancellationToken cancellation) =>
        AskAsync(
            () => new HttpRequestMessage(HttpMethod.Get, new Uri(Api + path, UriKind.Relative)), form, cancellation);

    private Task<DoneItem> ActAsync(
        HttpMethod verb, string path, byte[]? body, string? key, CancellationToken cancellation)
    {
        // It begins so that it takes no place among the keys that people gave (ActedBy.Key).
        key ??= "once-" + Guid.NewGuid().ToString("N");
        return AskAsync(
            () =>
            {
                var request = new HttpRequestMessage(verb, new Uri(Api + path, UriKind.Relative));
                request.Headers.Add("Idempotency-Key", key);
                request.Headers.Add("Tune-Via", Via);
                if (body is not null)
                {
                    request.Content = new ByteArrayContent(body);
                    request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                }

                return request;
            },
            TuneJson.Default.DoneItem,
            cancellation);
    }

    private Task<T> AskAsync<T>(
        Func<HttpRequestMessage> make, JsonTypeInfo<T> form, CancellationToken cancellation) =>
        AskAsync(make, (bytes, status) => Read(bytes, form, status), cancellation);

    private async Task<T> AskAsync<T>(
        Func<HttpRequestMessage> make, Func<byte[], int, T> read, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        try
        {
            for (var tries = 0; ; tries++)
            {
                try
                {
                    return await AskOnceAsync(make, read, limit.Token);
                }
                catch (TuneClientException broken) when (tries < s_pauses.Length && MayBeTriedAgain(broken))
                {
                    await Task.Delay(s_pauses[tries], limit.Token);
                }
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TuneClientException(
                TuneClientException.TooLate, null,
                $"No answer came within {Patience.TotalSeconds:0.#} s: whoever should give it may be frozen, or too "
                + "busy. Whether it has been done is not known.");
        }
    }

    private static readonly TimeSpan[] s_pauses = [TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500)];

    private bool MayBeTriedAgain(TuneClientException broken) =>
        broken.Kind is "storage_busy" || (broken.Kind == TuneClientException.Unreachable && !_isStore)
        || (broken.Kind == TuneClientException.Unreachable && broken.InnerException is IOException);

    private async Task<T> AskOnceAsync<T>(
        Func<HttpRequestMessage> make, Func<byte[], int, T> read, CancellationToken cancellation)
    {
        using var request = make();
        if (_token() is { } token)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        try
        {
            using var answer = await _http.SendAsync(request, cancellation);
            var bytes = await answer.Content.ReadAsByteArrayAsync(cancellation);
            return answer.IsSuccessStatusCode
                ? read(bytes, (int)answer.StatusCode)
                : throw Problem(bytes, (int)answer.StatusCode);
        }
        catch (HttpRequestException broken)
        {
            throw Told(broken);
        }
    }

    private static T Read<T>(byte[] bytes, JsonTypeInfo<T> form, int status)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, form) ?? throw new JsonException("It is null.");
        }
        catch (JsonException wrong)
        {
            throw new TuneClientException(
                TuneClientException.NoAnswer, status, $"What came is no answer of this API: {wrong.Message}", wrong);
        }
    }

    private static TuneClientException Problem(byte[] bytes, int status)
    {
        try
        {
            if (JsonSerializer.Deserialize(bytes, TuneJson.Default.ProblemItem) is { } problem)
            {
                return new TuneClientException(problem.Title, status, problem.Detail);
            }
        }
        catch (JsonException) when (OfMlflow(bytes, status) is { } told)
        {
            return told;
        }
        catch (JsonException)
        {
            // Somebody else's page, such as a proxy's.
        }

        return new TuneClientException(
            TuneClientException.NoAnswer, status, $"The answer was {status}, without a word that is known.");
    }

    private static TuneClientException Told(HttpRequestException broken) =>
        Inner<TuneClientException>(broken) is { } known
            ? known
            : new TuneClientException(
                TuneClientException.Unreachable, null, $"The server could not be asked: {broken.Message}",
                Inner<IOException>(broken) ?? (Exception)broken);

    private static T? Inner<T>(Exception? outer)
        where T : Exception
    {
        for (; outer is not null; outer = outer.InnerException)
        {
            if (outer is T found)
            {
                return found;
            }
        }

        return null;
    }
}
