using Chatbot.Answering;
using Chatbot.BotFramework;
using Chatbot.Contact;
using Chatbot.Conversations;
using Chatbot.DirectLine;
using Chatbot.Knowledge;
using Chatbot.Pages;
using Chatbot.Storage;
using Chatbot.Triage;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSingleton(TimeProvider.System);
builder.Services
    .AddStorage()
    .AddKnowledge()
    .AddTriage()
    .AddAnswering()
    .AddConversations()
    .AddContact()
    .AddBotFramework()
    .AddDirectLine()
    .AddPages();

var app = builder.Build();
app.MapContact();
app.MapBotFramework();
app.MapDirectLine();
app.MapPages();
app.Run();
