#include "stratum/platform/site.hpp"

#include "stratum/base/os/files.hpp"
#include "stratum/base/os/write_file.hpp"
#include "stratum/platform/test_server.hpp"

namespace stratum::platform {
namespace {

class SiteTest : public ServerTest {
  protected:
    void SetUp() override {
        ServerTest::SetUp();
        if (IsSkipped()) return;
        site_.emplace(os::TempFolder::make().value());
        ASSERT_TRUE(make_folders(*site_ / "assets"));
        write("index.html", "<p>app");
        write("assets/app-1a2b.js", "let a");
        write("assets/app-1a2b.js.br", "packed");
        write(".secret", "no");
        write("openapi.yaml", "openapi: 3.1.0");
        write("docs.html", "<h1>API");
        write("docs.js", "let b");
        start({}, {}, site_routes({.web = site_->path(), .api = site_->path()}));
    }
    void write(const std::string& name, std::string_view text) const {
        ASSERT_TRUE(write_file(*site_ / name, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}));
    }
    std::optional<os::TempFolder> site_;
};

TEST_P(SiteTest, ServesTheAppWithItsPolicy) {
    const auto page = get("/");
    EXPECT_EQ(page.body, "<p>app");
    EXPECT_EQ(page.headers.get("Content-Type"), "text/html; charset=utf-8");
    EXPECT_EQ(page.headers.get("Cache-Control"), "no-cache");
    EXPECT_NE(page.headers.get("Content-Security-Policy").find("script-src 'self'"), std::string::npos);
    const auto same = get("/", {{"If-None-Match", std::string{page.headers.get("ETag")}}});
    EXPECT_EQ(same.status, 304);
    EXPECT_EQ(same.headers.get("Content-Security-Policy"), page.headers.get("Content-Security-Policy"));
}

TEST_P(SiteTest, KeepsWhatHasAHashInItsName) {
    const auto script = get("/assets/app-1a2b.js");
    EXPECT_EQ(script.body, "let a");
    EXPECT_NE(script.headers.get("Cache-Control").find("immutable"), std::string::npos);
    const auto packed = get("/assets/app-1a2b.js", {{"Accept-Encoding", "gzip, br"}});
    EXPECT_EQ(packed.body, "packed");
    EXPECT_EQ(packed.headers.get("Content-Encoding"), "br");
    EXPECT_NE(packed.headers.get("ETag"), script.headers.get("ETag")) << "other bytes";
    for (const auto& tag : {script.headers.get("ETag"), packed.headers.get("ETag")})
        EXPECT_EQ(get("/assets/app-1a2b.js", {{"If-None-Match", std::string{tag}}}).status, 304);
    EXPECT_EQ(packed.headers.get("Content-Type"), "text/javascript; charset=utf-8");
}

TEST_P(SiteTest, AnswersPagesOfTheAppAndNothingElse) {
    EXPECT_EQ(get("/tracks/018f").body, "<p>app");
    for (const auto* path : {"/assets/old.js", "/favicon.ico", "/.secret", "/../index.html", "/assets/../.secret",
                             "/%2e%2e/index.html", "/api/v2/tracks"})
        EXPECT_EQ(get(path).status, 404) << path;
}

TEST_P(SiteTest, ServesItsOwnDescription) {
    EXPECT_EQ(get("/api/openapi.yaml").body, "openapi: 3.1.0");
    EXPECT_EQ(get("/api/openapi.json").status, 404);
    const auto page = get("/api/docs");
    EXPECT_EQ(page.body, "<h1>API");
    EXPECT_EQ(page.headers.get("Content-Type"), "text/html; charset=utf-8");
    EXPECT_NE(page.headers.get("Content-Security-Policy").find("script-src 'self'"), std::string::npos);
    EXPECT_EQ(get("/api/docs.js").headers.get("Content-Type"), "text/javascript; charset=utf-8");
    EXPECT_EQ(get("/api/docs.css").status, 404);
    EXPECT_EQ(get("/api/docs/").status, 308);
    EXPECT_EQ(get("/api/docs/").headers.get("Location"), "/api/docs");
}

TEST_P(SiteTest, TellsPathsThatAreNotThereFromMethodsThatAreNot) {
    for (const auto* path : {"/api/v1/playlist", "/api/v1/track/1", "/api/v1/tracks/", "/api/docs.css"})
        for (const auto method : {net::Method::post, net::Method::patch, net::Method::delete_, net::Method::get})
            EXPECT_EQ(send(method, path).status, 404) << path;
    for (const auto* path : {"/api/docs", "/library", "/"}) {
        const auto wrong = send(net::Method::delete_, path);
        EXPECT_EQ(wrong.status, 405) << path;
        EXPECT_EQ(wrong.headers.get("Allow"), "GET, HEAD") << path;
    }
}

STRATUM_ON_EVERY_ENGINE(SiteTest);

}  // namespace
}  // namespace stratum::platform
