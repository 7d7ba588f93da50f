using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Stores;
using Tune.Hosting.Observing;

namespace Tune.Hosting.Webhooks;

/// <summary>Sends what happens to one address; see <see cref="Webhook"/>.</summary>
internal sealed class WebhookSender : INewsTaker
{
    // A try is over then, whatever its answer; waits double up to a minute.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_firstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_waitMax = TimeSpan.FromSeconds(60);

    private readonly Webhook _hook;
    private readonly ITuneReader _store;
    private readonly Action<string> _notice;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;
    private readonly WebhookCursor? _cursor;
    private volatile bool _isDown;
    private int _hasSaid;

    /// <summary>Sends to an address.</summary>
    /// <param name="hook">The address.</param>
    /// <param name="store">What is told of experiments at their end is looked up there.</param>
    /// <param name="folder">The store's folder, to keep in it how far this has come; null for nowhere.</param>
    /// <param name="notice">Told what people should know.</param>
    /// <param name="time">The clock.</param>
    public WebhookSender(
        Webhook hook, ITuneReader store, string? folder, Action<string> notice, TimeProvider time)
    {
        _cursor = folder is null ? null : new WebhookCursor(folder, hook.Address, time);
        (_hook, _store, _notice, _time) = (hook, store, notice, time);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = s_patience,
            MaxResponseHeadersLength = 16,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("TuneNet", null));
    }

    public long BeginAt(string experiment, long position) => _cursor?.BeginAt(experiment, position) ?? position;

    public async ValueTask TakeAsync(
        string experiment, NewsBatch events, CancellationToken leaving, CancellationToken gone)
    {
        var wanted = events.Events.Select((fact, i) => (Position: events.Position + i, Fact: fact))
            .Where(each => WebhookBody.IsWanted(_hook.Events, each.Fact));
        var summary = events.Events.Any(fact => fact is ExperimentEvent.Ended)
            ? await SummaryAsync(experiment, gone)
            : null;
        foreach (var (id, body) in WebhookBody.PartsOf(experiment, wanted, summary))
        {
            await SendAsync(id, body, leaving, gone);
        }

        _cursor?.Passed(experiment, events.Position + events.Events.Count);
    }

    public ValueTask DisposeAsync()
    {
        _cursor?.Keep();
        _client.Dispose();
        return default;
    }

    private async Task<Engine.Results.ExperimentSummary?> SummaryAsync(string experiment, CancellationToken gone)
    {
        try
        {
            await _store.Tracking.CatchUpAsync(experiment, gone);
            return await _store.Tracking.FindAsync(experiment, gone);
        }
        catch (StorageException)
        {
            return null;
        }
    }

    private async Task SendAsync(string id, byte[] body, CancellationToken leaving, CancellationToken gone)
    {
        var tries = _isDown ? 1 : _hook.Tries;
        var wait = s_firstWait;
        for (var number = 1; ; number++)
        {
            var (problem, mayPass) = await TryAsync(id, number, body, gone);
            if (problem is null)
            {
                _isDown = false;
                return;
            }

            if (mayPass && leaving.IsCancellationRequested && _cursor is not null)
            {
                // The next program tells it.
                throw new OperationCanceledException($"The webhook {_hook.Place} did not take events in time.");
            }

            if (number >= tries || !mayPass || leaving.IsCancellationRequested)
            {
                GiveUp(problem, number);
                return;
            }

            // Who leaves tries once more at once.
            await Task.Delay(wait, _time, leaving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            gone.ThrowIfCancellationRequested();
            wait = wait * 2 < s_waitMax ? wait * 2 : s_waitMax;
        }
    }

    private void GiveUp(string problem, int tries)
    {
        _isDown = true;
        if (Interlocked.Exchange(ref _hasSaid, 1) == 0)
        {
            _notice($"The webhook {_hook.Place} does not take events ({problem}, "
                + string.Create(CultureInfo.InvariantCulture, $"{tries} {(tries == 1 ? "try" : "tries")}). ")
                + "Those that it does not take are lost to it; the experiments go on.");
        }
    }

    private async Task<(string? Problem, bool MayPass)> TryAsync(
        string id, int number, byte[] body, CancellationToken gone)
    {
        using var late = new CancellationTokenSource(s_patience, _time);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(gone, late.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _hook.Address);
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
            request.Headers.Add("Tune-Event-Id", id);
            request.Headers.Add("Tune-Try", number.ToString(CultureInfo.InvariantCulture));
            if (_hook.Secret is { } secret)
            {
                request.Headers.Add("Tune-Signature", Signature(secret, _time.GetUtcNow(), body));
            }

            // What the answer says besides is not read.
            using var answer = await _client.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, enough.Token);
            return answer.IsSuccessStatusCode
                ? (null, true)
                : ($"it answers {(int)answer.StatusCode}", MayPass(answer.StatusCode));
        }
        catch (OperationCanceledException) when (!gone.IsCancellationRequested)
        {
            return ("no answer", true);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return (e is HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } http
                ? http.HttpRequestError.ToString() : e.GetType().Name, true);
        }
    }

    private static bool MayPass(HttpStatusCode status) => (int)status is 408 or 425 or 429 or >= 500;

    private static string Signature(string secret, DateTimeOffset now, byte[] body)
    {
        var seconds = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.ASCII.GetBytes(seconds), (byte)'.', .. body];
        return $"t={seconds},v1="
            + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed));
    }
}
