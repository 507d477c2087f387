#include "compress.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

namespace stratum::platform {
namespace {

net::Response page() {
    return {.headers = {{"Content-Type", "application/json"}, {"ETag", "\"7\""}}, .body = std::string(5000, 'a')};
}

TEST(Compress, PacksTextForThoseWhoTakeIt) {
    net::Response response = page();
    compress({.headers = {{"Accept-Encoding", "br, gzip;q=0.5"}}}, response);
    EXPECT_EQ(response.headers.get("Content-Encoding"), "gzip");
    EXPECT_EQ(response.headers.get("ETag"), "\"7-gzip\"");
    EXPECT_EQ(response.headers.get("Vary"), "Accept-Encoding");
    const auto& packed = std::get<std::string>(response.body);
    std::string text(5000, '\0');
    z_stream stream{};
    ASSERT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    stream.next_out = reinterpret_cast<Bytef*>(text.data());
    stream.avail_out = static_cast<uInt>(text.size());
    EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
    inflateEnd(&stream);
    EXPECT_EQ(text, std::string(5000, 'a'));
}

TEST(Compress, LeavesAloneWhatIsSmallPackedOrUnwanted) {
    const net::Request wants{.headers = {{"Accept-Encoding", "gzip"}}};
    net::Response small{.headers = {{"Content-Type", "text/plain"}}, .body = std::string{"short"}};
    compress(wants, small);
    EXPECT_EQ(small.headers.find("Content-Encoding"), nullptr);
    net::Response audio{.headers = {{"Content-Type", "audio/mpeg"}}, .body = std::string(5000, 'a')};
    compress(wants, audio);
    EXPECT_EQ(audio.headers.find("Content-Encoding"), nullptr);
    for (const auto* refusing : {"", "br", "gzip;q=0", "identity"}) {
        net::Response response = page();
        compress({.headers = {{"Accept-Encoding", refusing}}}, response);
        EXPECT_EQ(response.headers.find("Content-Encoding"), nullptr) << refusing;
        EXPECT_EQ(std::get<std::string>(response.body).size(), 5000U);
    }
}

}  // namespace
}  // namespace stratum::platform
