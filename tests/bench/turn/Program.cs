using Chatbot.Bench.Turn;

switch (args)
{
    case ["echo", var address]:
        await BareEcho.RunAsync(address);
        return 0;
    case ["visitors", var service, var count, var perSecond, var seconds, var questions, var process]:
        return await Visitors.RunAsync(new Uri(service), Number(count), Number(perSecond), Number(seconds), await File.ReadAllLinesAsync(questions), Number(process));
    default:
        await Console.Error.WriteLineAsync("turn-bench echo ADDRESS | turn-bench visitors SERVICE COUNT PER-SECOND SECONDS QUESTIONS-FILE PROCESS-ID");
        return 2;
}

static int Number(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
