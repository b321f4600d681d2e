use leptos::prelude::*;

/// A drawing that goes with a word; never the only carrier of a meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawing {
    House,
    Send,
    Key,
    Lines,
    In,
    Out,
    Back,
    Plus,
    Chevron,
    Leave,
    Alert,
    Check,
    Person,
    Star,
    Screen,
    Letter,
    Cross,
    Download,
    Clock,
    Gauge,
    Eye,
    EyeShut,
    Calendar,
    Paper,
    Qr,
}

impl Drawing {
    /// Strokes on a grid of 24 by 24.
    const fn strokes(self) -> &'static str {
        match self {
            Self::House => "M4 11.5 12 5l8 6.5M6 10v9h12v-9M10 19v-5h4v5",
            Self::Send => "M20 4 4 10.5l6.5 3L20 4Zm0 0-6.5 16-3-6.5",
            Self::Key => "M14.5 13.5a4.5 4.5 0 1 0-4-4L4 16v4h4v-2.5h2.500v-2.500h1.500zM16 8h.01",
            Self::Lines => "M5 7h14M5 12h14M5 17h9",
            Self::In => "M17 7 7 17M7 9v8h8",
            Self::Out => "M7 17 17 7M9 7h8v8",
            Self::Back => "M5 9h9a5 5 0 0 1 0 10H9M9 5 5 9l4 4",
            Self::Plus => "M12 6v12M6 12h12",
            Self::Chevron => "m10 6 6 6-6 6",
            Self::Leave => "M14 5H6v14h8M11 12h9M17 9l3 3-3 3",
            Self::Alert => "M12 8v5M12 16h.01M12 3.500 21 19.500H3z",
            Self::Check => "m5 12.500 4.500 4.500L19 7.500",
            Self::Person => {
                "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7 8c.6-3.5 3.4-5 7-5s6.400 1.500 7 5"
            }
            Self::Star => {
                "m12 4 2.400 5 5.600.700-4.100 3.800 1 5.500-4.900-2.700L7.100 19l1-5.500L4 9.700 9.600 9z"
            }
            Self::Screen => "M4 5h16v11H4zM9 20h6M12 16v4",
            Self::Letter => "M4 6h16v12H4zM4 7l8 6 8-6",
            Self::Cross => "m7 7 10 10M17 7 7 17",
            Self::Download => "M12 4v11m-4.500-4.500L12 15l4.500-4.500M5 19h14",
            Self::Clock => "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16ZM12 8v4.500l3 1.500",
            Self::Gauge => "M5 18a8.500 8.500 0 1 1 14 0M12 14l3.500-4",
            Self::Eye => {
                "M3 12c2-4 5-6 9-6s7 2 9 6c-2 4-5 6-9 6s-7-2-9-6Zm9 2.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5Z"
            }
            Self::EyeShut => "M3 10c2 4 5 6 9 6s7-2 9-6M12 16v3M6 14l-2 2.500M18 14l2 2.500",
            Self::Calendar => "M5 6h14v14H5zM5 10.500h14M9 3.500V7M15 3.500V7",
            Self::Paper => "M6 3.500h12V20l-3-1.500L12 20l-3-1.500L6 20zM9 8h6M9 12h6",
            Self::Qr => "M5 5h5v5H5zM14 5h5v5h-5zM5 14h5v5H5zM14 14h2v2M19 14v2M14 19h2M19 19h.01",
        }
    }
}

/// Draws it in the colour of the text around it.
#[component]
pub fn Icon(drawing: Drawing) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
            <path d=drawing.strokes()></path>
        </svg>
    }
}
