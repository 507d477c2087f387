#include "stratum/platform/download.hpp"

#include <gtest/gtest.h>

namespace stratum::platform {
namespace {

std::string disposition(std::string_view name) {
    net::Response response;
    save_as(response, name);
    return std::string{response.headers.get("Content-Disposition")};
}

TEST(SaveAs, NamesTheFileTwice) {
    EXPECT_EQ(disposition("a song.mid"), "attachment; filename=\"a song.mid\"; filename*=UTF-8''a%20song.mid");
    EXPECT_EQ(disposition("Ça \"va\".csv"),
              "attachment; filename=\"__a _va_.csv\"; filename*=UTF-8''%C3%87a%20%22va%22.csv");
}

TEST(SaveAs, LeadsOutOfNoFolderAndAddsNoField) {
    EXPECT_EQ(disposition("../a\\b\r\nX: y"),
              "attachment; filename=\".._a_b__X: y\"; filename*=UTF-8''.._a_b__X%3A%20y");
    EXPECT_EQ(disposition("\xff.csv").find('\xff'), std::string::npos);
}

}  // namespace
}  // namespace stratum::platform
