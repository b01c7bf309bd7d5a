using Chatbot.Answering;
using Chatbot.BotFramework;
using Chatbot.Commands;
using Chatbot.Contact;
using Chatbot.Conversations;
using Chatbot.DirectLine;
using Chatbot.Knowledge;
using Chatbot.Operations;
using Chatbot.Pages;
using Chatbot.Protocol;
using Chatbot.Storage;
using Chatbot.Triage;

return CommandLine.Run(args, Serve);

// The web service is a list of its rooms.
static int Serve(string[] args)
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddSerilogLogging();
    builder.WebHost.UseStaticWebAssets();
    builder.Services.AddSingleton(TimeProvider.System);
    builder.Services
        .AddStorage()
        .AddKnowledge()
        .AddTriage()
        .AddAnswering()
        .AddConversations()
        .AddContact()
        .AddProtocol()
        .AddBotFramework()
        .AddDirectLine()
        .AddPages()
        .AddHealth();

    var app = builder.Build();
    if (!DatabaseStart.Open(app.Services, Console.Error))
        return 2;
    app.UseSecurityHeaders();
    app.UseRequestLogging();
    app.MapAsk();
    app.MapContact();
    app.MapBotFramework();
    app.MapDirectLine();
    app.MapPages();
    app.MapHealth();
    app.Run();
    return 0;
}
