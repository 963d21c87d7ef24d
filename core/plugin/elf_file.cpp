#include "core/plugin/elf_file.hpp"

#include <elf.h>
#include <link.h>

#include <bit>
#include <cstdint>
#include <cstring>

namespace patchbay {
namespace {

using FileHeader = ElfW(Ehdr);
using SegmentHeader = ElfW(Phdr);
using SectionHeader = ElfW(Shdr);

#if defined(__x86_64__)
constexpr std::uint16_t kMachine = EM_X86_64;
#elif defined(__aarch64__)
constexpr std::uint16_t kMachine = EM_AARCH64;
#elif defined(__riscv)
constexpr std::uint16_t kMachine = EM_RISCV;
#elif defined(__powerpc64__)
constexpr std::uint16_t kMachine = EM_PPC64;
#elif defined(__s390x__)
constexpr std::uint16_t kMachine = EM_S390;
#else
#error "name this machine's ELF number here"
#endif
constexpr unsigned char kClass = sizeof(void*) == 8 ? ELFCLASS64 : ELFCLASS32;
constexpr unsigned char kByteOrder =
    std::endian::native == std::endian::little ? ELFDATA2LSB : ELFDATA2MSB;

constexpr const char* kNotElf = "is no ELF file";
constexpr const char* kCutOff = "is cut off";
constexpr const char* kOtherMachine = "is built for another machine";

/// Whether `count` records of `size` bytes at `offset` lie inside; no sum can overflow.
bool liesInside(std::string_view bytes, std::uint64_t offset, std::uint64_t count,
                std::uint64_t size) {
  if (offset > bytes.size()) return false;
  return size == 0 || count <= (bytes.size() - offset) / size;
}

template <typename Header>
Header readHeader(std::string_view bytes, std::uint64_t offset) {
  Header header;
  std::memcpy(&header, bytes.data() + offset, sizeof header);
  return header;
}

bool segmentsLieInside(std::string_view bytes, const FileHeader& file) {
  if (file.e_phentsize != sizeof(SegmentHeader)) return false;
  if (!liesInside(bytes, file.e_phoff, file.e_phnum, sizeof(SegmentHeader))) return false;
  for (std::uint64_t i = 0; i < file.e_phnum; ++i) {
    const auto segment = readHeader<SegmentHeader>(bytes, file.e_phoff + i * sizeof(SegmentHeader));
    if (!liesInside(bytes, segment.p_offset, segment.p_filesz, 1)) return false;
  }
  return true;
}

bool sectionsLieInside(std::string_view bytes, const FileHeader& file) {
  if (file.e_shnum == 0) return true;  // stripped to the bone; loading needs no sections
  return file.e_shentsize == sizeof(SectionHeader) &&
         liesInside(bytes, file.e_shoff, file.e_shnum, sizeof(SectionHeader));
}

}  // namespace

std::string findElfDefect(std::string_view bytes) {
  if (bytes.size() < SELFMAG || std::memcmp(bytes.data(), ELFMAG, SELFMAG) != 0) return kNotElf;
  if (bytes.size() < EI_NIDENT) return kCutOff;
  if (static_cast<unsigned char>(bytes[EI_CLASS]) != kClass ||
      static_cast<unsigned char>(bytes[EI_DATA]) != kByteOrder) {
    return kOtherMachine;
  }
  if (bytes.size() < sizeof(FileHeader)) return kCutOff;
  const auto file = readHeader<FileHeader>(bytes, 0);
  if (file.e_machine != kMachine) return kOtherMachine;
  if (file.e_type != ET_DYN) return "is no shared library";
  if (!segmentsLieInside(bytes, file) || !sectionsLieInside(bytes, file)) return kCutOff;
  return {};
}

}  // namespace patchbay
