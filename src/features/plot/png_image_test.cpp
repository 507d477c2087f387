#include "png_image.hpp"

#include <gtest/gtest.h>

namespace stratum::plot {
namespace {

TEST(PngOf, OnePixelIsTheFileThatTheStandardsGive) {
    // 1x1, red. Checksums worked out with Python: zlib.crc32 of each chunk, zlib.compress(b"\0\xff\0\0", 0) for the
    // data.
    const Bytes expected{0x89, 'P',  'N',  'G',  '\r', '\n', 0x1a, '\n',  //
                         0,    0,    0,    13,   'I',  'H',  'D',  'R',  0,    0,    0,    1,    0,    0,
                         0,    1,    8,    2,    0,    0,    0,  //
                         0x90, 0x77, 0x53, 0xde,                 //
                         0,    0,    0,    15,   'I',  'D',  'A',  'T',  0x78, 0x01, 0x01, 0x04, 0x00, 0xfb,
                         0xff, 0x00, 0xff, 0x00, 0x00, 0x03, 0x01, 0x01, 0x00, 0x8d, 0x1d, 0xe5, 0x82,  //
                         0,    0,    0,    0,    'I',  'E',  'N',  'D',  0xae, 0x42, 0x60, 0x82};
    EXPECT_EQ(png_of({1, 1, {{255, 0, 0}}}), expected);
}

TEST(PngOf, SplitsDataThatIsLongerThanOneBlock) {
    // 300 * 100 pixels are 90,100 bytes with the filter bytes: one block of 65,535 and a last one of 24,565.
    const Bytes png = png_of({300, 100, std::vector<Colour>(30000)});
    EXPECT_EQ(png.size(), 8U + 25U + 12U + 2U + 2U * 5U + 90100U + 4U + 12U);
    const std::size_t data = 8 + 25 + 8 + 2;
    EXPECT_EQ(png[data], 0);
    EXPECT_EQ(png[data + 5 + 65535], 1);
}

}  // namespace
}  // namespace stratum::plot
