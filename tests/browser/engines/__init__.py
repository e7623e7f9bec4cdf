"""The main road on Firefox and WebKit, by Selenium: each test is written once and runs on both."""
