#include "stratum/net/server.hpp"

#include "stratum/base/os/temp.hpp"
#include "stratum/base/os/write_file.hpp"
#include "stratum/net/client.hpp"
#include "test_socket.hpp"

#include <atomic>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <mutex>
#include <thread>

namespace stratum::net {
namespace {

using testing_tools::RawClient;

class Counting final : public BodySource {
  public:
    Result<std::size_t> read(std::span<char> place) override {
        if (next_ == 3) return std::size_t{0};
        place[0] = static_cast<char>('a' + next_++);
        return std::size_t{1};
    }

  private:
    int next_ = 0;
};

class Breaking final : public BodySource {
  public:
    Result<std::size_t> read(std::span<char> place) override {
        if (std::exchange(begun_, true)) return error(ErrorCode::io, "the disk is gone");
        place[0] = 'x';
        return std::size_t{1};
    }

  private:
    bool begun_ = false;
};

class Adding final : public BodySink {
  public:
    explicit Adding(std::atomic<std::int64_t>& unfinished) : unfinished_(unfinished) {}
    Result<void> write(std::span<const char> piece) override {
        bytes_ += static_cast<std::int64_t>(piece.size());
        return {};
    }
    Response finish(bool complete) override {
        if (!complete) unfinished_ = bytes_;
        return {.status = 201, .body = std::to_string(bytes_)};
    }

  private:
    std::atomic<std::int64_t>& unfinished_;
    std::int64_t bytes_ = 0;
};

class Echo final : public WebSocketHandler {
  public:
    explicit Echo(std::atomic<int>& closed) : closed_(closed) {}
    void opened(std::shared_ptr<WebSocketPeer> peer) override { peer_ = std::move(peer); }
    void message(std::string_view text) override {
        peer_->send(std::make_shared<const std::string>("echo " + std::string{text}));
    }
    void closed() override { ++closed_; }

  private:
    std::atomic<int>& closed_;
    std::shared_ptr<WebSocketPeer> peer_;
};

constexpr std::string_view kUpgrade =
    "GET /socket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

class Sample final : public Application {
  public:
    Plan plan(Request& head) override {
        Plan plan{.body_limit = 1000};
        if (head.path == "/stream") plan.receive = [this](Request&) { return std::make_unique<Adding>(unfinished); };
        if (head.path == "/refused")
            plan.receive = [](Request&) { return Response{.status = 403, .body = std::string{"no"}}; };
        if (head.path == "/socket") plan.upgrade = [this](Request&) { return std::make_unique<Echo>(sockets_closed); };
        if (head.path == "/loop") plan.place = Place::loop;
        plan.handle = [this](Request& request) { return handle(request); };
        return plan;
    }
    Response refuse(Request&, int status, std::string_view what) override {
        return {.status = status, .headers = {{"Content-Type", "text/plain"}}, .body = std::string{what}};
    }
    void answered(const Request&, int status, std::int64_t, double) override {
        ++answers;
        last_status = status;
    }

    std::string file;
    std::atomic<int> answers{0};
    std::atomic<int> last_status{0};
    std::atomic<int> sockets_closed{0};
    std::atomic<std::int64_t> unfinished{-1};
    std::shared_ptr<EventChannel> events = std::make_shared<EventChannel>();

  private:
    Response handle(Request& request) {
        if (request.method == Method::other) return {.status = 405};
        if (request.path == "/throw") throw std::runtime_error{"a bug"};
        if (request.path == "/chunks") return {.body = std::make_unique<Counting>()};
        if (request.path == "/breaks") return {.body = std::make_unique<Breaking>()};
        if (request.path == "/events") return {.body = events};
        if (request.path == "/file")
            return {.body = FilePart{os::Fd{::open(file.c_str(), O_RDONLY | O_CLOEXEC)}, 3, 4}};
        if (request.path == "/slow") std::this_thread::sleep_for(std::chrono::milliseconds{300});
        const std::string* name = request.query.find("name");
        return {.headers = {{"Content-Type", "text/plain"}},
                .body = std::string{name_of(request.method)} + " " + request.path + " " +
                        (name != nullptr ? *name : "") + " " + request.body};
    }
};

class ServerTest : public testing::Test {
  protected:
    void SetUp() override { start({}); }
    void start(ServerOptions options) {
        server_.reset();
        auto server = Server::start(std::move(options), application_, {});
        ASSERT_TRUE(server) << server.error().text();
        server_ = std::move(*server);
        base_ = "http://127.0.0.1:" + std::to_string(server_->port());
    }
    ClientResponse get(const std::string& path) { return *client_.send({.url = base_ + path}); }

    Sample application_;
    Client client_;
    std::unique_ptr<Server> server_;
    std::string base_;
};

TEST_F(ServerTest, AnswersOrdinaryRequests) {
    const auto answer = client_.send({.method = Method::post, .url = base_ + "/x?name=a%20b", .body = "hello"});
    ASSERT_TRUE(answer) << answer.error().text();
    EXPECT_EQ(answer->status, 200);
    EXPECT_EQ(answer->body, "POST /x a b hello");
    EXPECT_EQ(answer->headers.get("content-type"), "text/plain");
    EXPECT_EQ(answer->address, "127.0.0.1");
    EXPECT_EQ(get("/loop").body, "GET /loop  ");
}

TEST_F(ServerTest, AnswersManyRequestsOfOneConnectionInOrder) {
    const RawClient raw{server_->port()};
    raw.send(
        "GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\nGET /3 HTTP/1.1\r\nHost: x\r\nConnection: "
        "close\r\n\r\n");
    const std::string all = raw.read_all();
    EXPECT_LT(all.find("GET /1"), all.find("GET /2"));
    EXPECT_LT(all.find("GET /2"), all.find("GET /3"));
    EXPECT_NE(all.find("Connection: close"), std::string::npos);
}

TEST_F(ServerTest, SendsNoBodyForHead) {
    const RawClient raw{server_->port()};
    raw.send("HEAD /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    const std::string all = raw.read_all();
    EXPECT_NE(all.find("Content-Length: 9"), std::string::npos);
    EXPECT_TRUE(all.ends_with("\r\n\r\n"));
}

TEST_F(ServerTest, RefusesWhatIsNoProperHttp) {
    struct Case {
        std::string text;
        std::string status;
    };
    const std::vector<Case> cases{
        {"nonsense\r\n\r\n", "400"},
        {"GET /x HTTP/1.1\r\n\r\n", "400"},                        // no Host
        {"GET /x HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400"},  // two of them
        {"B@W /x HTTP/1.1\r\nHost: x\r\n\r\n", "400"},
        {"GET x HTTP/1.1\r\nHost: x\r\n\r\n", "400"},
        {"GET /?a=%zz HTTP/1.1\r\nHost: x\r\n\r\n", "400"},
        {"GET /x HTTP/1.1\r\nHost: x\r\nA: " + std::string(20'000, 'a') + "\r\n\r\n", "431"},
        {"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n", "413"},
        {"POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "400"},
        // Two lengths at once are how requests are smuggled past proxies.
        {"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400"},
        {"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", "400"},
        // Where the body ends is open, so what follows could be a second request.
        {"POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\nGET /x HTTP/1.1\r\nHost: "
         "x\r\n\r\n",
         "400"},
        {"POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", "400"},
        {"POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\nGET /x HTTP/1.1\r\nHost: x\r\n\r\n", "400"},
        {"POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
         "400"},
        {"POST /x HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400"},
        {"GET /x HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", "400"},
    };
    for (const auto& [text, status] : cases) {
        const RawClient raw{server_->port()};
        raw.send(text);
        const std::string answer = raw.read_all();
        EXPECT_EQ(answer.substr(0, 12), "HTTP/1.1 " + status) << text.substr(0, 100) << "\n" << answer;
        EXPECT_NE(answer.find("Connection: close"), std::string::npos) << text.substr(0, 100);
    }
    EXPECT_EQ(get("/x").status, 200);
}

TEST_F(ServerTest, RefusesAChunkedBodyThatGrowsTooLarge) {
    const RawClient raw{server_->port()};
    raw.send("POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n" + std::string(2000, 'a') +
             "\r\n0\r\n\r\n");
    EXPECT_TRUE(raw.read_all().starts_with("HTTP/1.1 413"));
}

TEST_F(ServerTest, TurnsAnExceptionIntoAnAnswerAndGoesOn) {
    EXPECT_EQ(get("/throw").status, 500);
    EXPECT_EQ(get("/x").status, 200);
}

TEST_F(ServerTest, StreamsBodiesOfUnknownLength) { EXPECT_EQ(get("/chunks").body, "abc"); }

TEST_F(ServerTest, BreaksOffABodyThatFails) {
    const auto answer = client_.send({.url = base_ + "/breaks"});
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::io);
}

TEST_F(ServerTest, SendsPartsOfFiles) {
    const auto folder = os::TempFolder::make();
    application_.file = *folder / "data";
    const std::string text = "0123456789";
    ASSERT_TRUE(write_file(application_.file, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}));
    EXPECT_EQ(get("/file").body, "3456");
}

TEST_F(ServerTest, TakesLargeBodiesInPieces) {
    std::size_t left = 5'000'000;
    const auto answer = client_.send({.method = Method::post,
                                      .url = base_ + "/stream",
                                      .source = [&](std::span<char> place) -> Result<std::size_t> {
                                          const std::size_t size = std::min(left, place.size());
                                          left -= size;
                                          return size;
                                      },
                                      .length = 5'000'000});
    ASSERT_TRUE(answer) << answer.error().text();
    EXPECT_EQ(answer->status, 201);
    EXPECT_EQ(answer->body, "5000000");
}

TEST_F(ServerTest, KeepsWhatCameOfAnUploadThatBrokeOff) {
    RawClient raw{server_->port()};
    raw.send("POST /stream HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n" + std::string(700, 'a'));
    raw.close();
    for (int i = 0; i < 500 && application_.unfinished < 0; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    EXPECT_EQ(application_.unfinished, 700);
}

TEST_F(ServerTest, CanRefuseAnUploadBeforeItsBody) {
    const RawClient raw{server_->port()};
    raw.send("POST /refused HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n");
    EXPECT_TRUE(raw.read_until("no").starts_with("HTTP/1.1 403"));
}

TEST_F(ServerTest, AnswersExpectationsBeforeTheBody) {
    const RawClient raw{server_->port()};
    raw.send("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n");
    EXPECT_TRUE(raw.read_until("\r\n\r\n").starts_with("HTTP/1.1 100"));
    raw.send("ab");
    EXPECT_NE(raw.read_all().find("POST /x  ab"), std::string::npos);
}

TEST_F(ServerTest, GivesUpOnHeadsThatComeTooSlowly) {
    start({.head_patience = Seconds{0.2}});
    const RawClient raw{server_->port()};
    raw.send("GET /x HT");
    EXPECT_EQ(raw.read_all(), "");
    EXPECT_EQ(get("/x").status, 200);
}

TEST_F(ServerTest, GivesUpOnBodiesThatComeTooSlowly) {
    start({.body_patience = Seconds{0.2}});
    const RawClient raw{server_->port()};
    raw.send("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
    EXPECT_EQ(raw.read_all(), "");
    EXPECT_EQ(application_.answers, 0);
}

TEST_F(ServerTest, EndsIdleConnections) {
    start({.idle_patience = Seconds{0.2}});
    const RawClient raw{server_->port()};
    EXPECT_EQ(raw.read_all(), "");
}

TEST_F(ServerTest, SendsEventsAsTheyCome) {
    const RawClient raw{server_->port()};
    raw.send("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
    (void)raw.read_until("\r\n\r\n");
    application_.events->push("data: 1\n\n");
    EXPECT_NE(raw.read_until("data: 1").find("data: 1"), std::string::npos);
    application_.events->close();
    EXPECT_NE(raw.read_until("0\r\n\r\n").find("0\r\n\r\n"), std::string::npos);
}

TEST_F(ServerTest, SpeaksWebSocket) {
    RawClient raw{server_->port()};
    raw.send(kUpgrade);
    // The key and its answer are the example of RFC 6455, section 1.3.
    EXPECT_NE(raw.read_until("\r\n\r\n").find("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), std::string::npos);
    // "Hello", masked: the example of section 5.7.
    raw.send(std::string_view{"\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58", 11});
    EXPECT_NE(raw.read_until("echo Hello").find("echo Hello"), std::string::npos);
    EXPECT_EQ(server_->figures().web_sockets, 1);
    raw.close();
    for (int i = 0; i < 500 && application_.sockets_closed == 0; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    EXPECT_EQ(application_.sockets_closed, 1);
}

TEST_F(ServerTest, ClosesWebSocketsAndEndsStreamsWhenItEnds) {
    const RawClient socket{server_->port()};
    socket.send(kUpgrade);
    (void)socket.read_until("\r\n\r\n");
    const RawClient deaf{server_->port()};  // answers nothing, the close neither
    deaf.send(kUpgrade);
    (void)deaf.read_until("\r\n\r\n");
    const RawClient stream{server_->port()};
    stream.send("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
    (void)stream.read_until("\r\n\r\n");
    std::jthread client{[&] {
        // FIN, close, two bytes: 1001, going away (RFC 6455, section 7.4.1).
        const std::string close = socket.read_until("\x03\xe9");
        EXPECT_NE(close.find("\x03\xe9"), std::string::npos);
        socket.send(std::string_view{"\x88\x82\x00\x00\x00\x00\x03\xe9", 8});
        EXPECT_EQ(socket.read_until("nothing more").find("\x88"), std::string::npos);
        EXPECT_TRUE(stream.read_all().ends_with("0\r\n\r\n"));
    }};
    const auto began = std::chrono::steady_clock::now();
    server_->drain();
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds{5});
    EXPECT_EQ(application_.sockets_closed, 2);
}

TEST_F(ServerTest, FinishesWhatIsUnderWayBeforeItEnds) {
    std::string body;
    std::jthread asker{[&] { body = get("/slow").body; }};
    std::this_thread::sleep_for(std::chrono::milliseconds{100});
    server_->drain();
    asker.join();
    EXPECT_EQ(body, "GET /slow  ");
    EXPECT_FALSE(RawClient{server_->port()}.connected());
}

TEST_F(ServerTest, ServesOnSeveralLoopsAndCountsConnections) {
    start({.loops = 2});
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 20; ++i) {
        clients.push_back(std::make_unique<RawClient>(server_->port()));
        clients.back()->send("GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
        EXPECT_NE(clients.back()->read_until("GET /x").find("GET /x"), std::string::npos);
    }
    EXPECT_EQ(server_->figures().connections, 20);
    // An answer is counted after it went out, when the client may have it already.
    for (int i = 0; i < 500 && application_.answers < 20; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    EXPECT_EQ(application_.answers, 20);
}

TEST_F(ServerTest, TellsWhyItCanNotListen) {
    Sample other;
    const auto taken = Server::start({.port = server_->port()}, other, {});
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().code, ErrorCode::already_exists);
    EXPECT_EQ(Server::start({.address = "nowhere"}, other, {}).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(Server::start({.tls = {"/no/certificate", "/no/key"}}, other, {}).error().code,
              ErrorCode::invalid_argument);
}

TEST_F(ServerTest, RefusesAddressesThatTheClientMayNotSpeakTo) {
    Client confined{{.may_connect = [](std::string_view address) { return address != "127.0.0.1"; }}};
    const auto answer = confined.send({.url = base_ + "/x"});
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::permission_denied);
}

TEST_F(ServerTest, IsReachedUnderAnyNameAtTheAddressThatTheClientIsGiven) {
    const std::string port = base_.substr(base_.rfind(':'));
    const std::string url = "http://no-such-name.invalid" + port + "/x";
    const auto answer = client_.send({.url = url, .addresses = {"127.0.0.1"}});
    ASSERT_TRUE(answer) << answer.error().text();
    EXPECT_EQ(answer->status, 200);
    EXPECT_EQ(answer->address, "127.0.0.1");
    EXPECT_GT(answer->bytes_sent, 20);
    EXPECT_GT(answer->bytes_received, static_cast<std::int64_t>(answer->body.size()));
    // Only there, and only for that request.
    EXPECT_FALSE(client_.send({.url = "http://127.0.0.1" + port + "/x", .addresses = {"127.0.0.9"}}));
    EXPECT_EQ(client_.send({.url = url}).error().code, ErrorCode::io);
}

TEST_F(ServerTest, AnswersOfAnyLengthAreCutWhereTheClientWantsThat) {
    const auto whole = client_.send({.url = base_ + "/x"});
    ASSERT_TRUE(whole);
    const auto answer = client_.send({.url = base_ + "/x", .most_bytes = 3, .cut = true});
    ASSERT_TRUE(answer) << answer.error().text();
    EXPECT_EQ(answer->status, 200);
    EXPECT_EQ(answer->body, whole->body.substr(0, 3));
}

TEST_F(ServerTest, LetsTheClientTellWhatWentWrong) {
    EXPECT_EQ(client_.send({.url = "ftp://127.0.0.1/"}).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(client_.send({.url = "http://127.0.0.1:1/"}).error().code, ErrorCode::io);
    EXPECT_EQ(client_.send({.url = base_ + "/slow", .patience = Seconds{0.05}}).error().code, ErrorCode::timeout);
    EXPECT_EQ(client_.send({.url = base_ + "/x", .most_bytes = 3}).error().code, ErrorCode::no_space);
    std::stop_source stop;
    stop.request_stop();
    EXPECT_EQ(client_.send({.url = base_ + "/slow", .stop = stop.get_token()}).error().code, ErrorCode::cancelled);
}

}  // namespace
}  // namespace stratum::net
